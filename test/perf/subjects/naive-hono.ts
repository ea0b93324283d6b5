import { join } from 'node:path';
import { freePort } from '../processes/free-port.ts';
import { serve } from '../processes/serve.ts';
import type { Subject } from './subject.ts';

const script = join(import.meta.dirname, 'naive-hono-server.ts');

/** Hono with `fetch`, as in naive-hono-server.ts. */
export const naiveHono: Subject = {
  name: 'naive-hono',
  isNode: true,
  isVariation: false,
  isOurs: false,
  prepare: async () => 'Hono on node:http, fetch, new Response(res.body); nothing metered',
  async start({ upstreamPort, folder, node }) {
    const port = await freePort();
    const command = [...node, script, String(port), `http://127.0.0.1:${upstreamPort}`];
    const served = await serve({ command, core: 'proxy', port, logFile: join(folder, 'naive-hono.log') });
    return { ...served, target: { host: '127.0.0.1', port, headers: {} } };
  },
};
