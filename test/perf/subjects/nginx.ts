import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../processes/free-port.ts';
import { openFilesLimit } from '../processes/open-files-limit.ts';
import { serve } from '../processes/serve.ts';
import { SubjectMissing } from './subject-missing.ts';
import type { Subject } from './subject.ts';

/** nginx as one would put it before an inference server: no buffering, connections to the upstream kept. No access log. */
export const nginx: Subject = {
  name: 'nginx',
  isNode: false,
  isVariation: false,
  isOurs: false,
  async prepare() {
    const { status, stderr } = spawnSync('nginx', ['-v'], { encoding: 'utf8' });
    if (status !== 0) throw new SubjectMissing('nginx is not installed (Debian: apt-get install nginx-light)');
    return `${stderr.trim().replace('nginx version: ', '')}, 1 worker, proxy_buffering off, upstream keepalive, no log`;
  },
  async start({ upstreamPort, folder }) {
    const port = await freePort();
    const file = join(folder, 'nginx.conf');
    writeFileSync(file, configuration({ port, upstreamPort, folder }));
    const command = ['nginx', '-c', file, '-p', folder, '-e', join(folder, 'error.log')];
    const served = await serve({ command, core: 'proxy', port, logFile: join(folder, 'nginx.log') });
    return { ...served, target: { host: '127.0.0.1', port, headers: {} } };
  },
};

function configuration(options: {
  readonly port: number;
  readonly upstreamPort: number;
  readonly folder: string;
}): string {
  const { port, upstreamPort, folder } = options;
  const files = openFilesLimit();
  // More than there are files: with a sixteenth left nginx begins to close connections that have not asked yet.
  const connections = files * 2;
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `${kind}_temp_path ${folder}/${kind};`,
  );
  return `daemon off;
worker_processes 1;
worker_rlimit_nofile ${files};
pid ${folder}/nginx.pid;
events { worker_connections ${connections}; }
http {
  access_log off;
  ${temporary.join(' ')}
  keepalive_requests 100000000;
  upstream engine { server 127.0.0.1:${upstreamPort}; keepalive 1024; keepalive_requests 100000000; }
  server {
    listen 127.0.0.1:${port} backlog=4096;
    location / {
      proxy_pass http://engine;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_buffering off;
      proxy_read_timeout 600s;
    }
  }
}
`;
}
