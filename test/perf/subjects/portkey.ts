import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../processes/free-port.ts';
import { serve } from '../processes/serve.ts';
import { SubjectMissing } from './subject-missing.ts';
import type { Subject } from './subject.ts';

const version = '1.15.2';

/** What its own lock file holds. With later ones its streams are a 500, "TypeError: immutable" (its issue 1389, open). */
const lastCompatibleServer = '1.13.5';

const manifest = {
  private: true,
  dependencies: { '@portkey-ai/gateway': version },
  overrides: { '@hono/node-server': lastCompatibleServer },
};

/** Outside of the project, and kept between runs: it is a peer, not a dependency. */
const home = join(tmpdir(), `slipstream-perf-portkey-${version}`);
const script = join(home, 'node_modules', '@portkey-ai', 'gateway', 'build', 'start-server.js');

/** Portkey's open gateway, as its npm package starts it, asked for an OpenAI-like server at our upstream's address. */
export const portkey: Subject = {
  name: 'portkey',
  isNode: true,
  isVariation: false,
  isOurs: false,
  async prepare() {
    if (!existsSync(script)) install();
    return `@portkey-ai/gateway ${version} on @hono/node-server ${lastCompatibleServer}, headless, provider openai with a custom host; nothing metered`;
  },
  async start({ upstreamPort, folder, node }) {
    const port = await freePort();
    const command = [...node, script, `--port=${port}`, '--headless'];
    const env = { NODE_ENV: 'production' };
    const served = await serve({ command, core: 'proxy', port, logFile: join(folder, 'portkey.log'), env });
    const headers = {
      authorization: 'Bearer benchmark',
      'x-portkey-provider': 'openai',
      'x-portkey-custom-host': `http://127.0.0.1:${upstreamPort}/v1`,
    };
    return { ...served, target: { host: '127.0.0.1', port, headers } };
  },
};

function install(): void {
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'package.json'), JSON.stringify(manifest));
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund'];
  const { status, stderr } = spawnSync('npm', ['install', ...flags], { cwd: home, encoding: 'utf8', timeout: 120_000 });
  if (status === 0 && existsSync(script)) return;
  const [lastLine = ''] = stderr.trim().split('\n').slice(-1);
  throw new SubjectMissing(`@portkey-ai/gateway ${version} cannot be installed: ${lastLine}`);
}
