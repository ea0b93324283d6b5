/** The proxy that everybody writes first: Hono, `fetch`, and the answer's body handed on. `node FILE PORT UPSTREAM`. */
import { serve } from '@hono/node-server';
import { Hono } from 'hono';

const [port = '0', upstream = ''] = process.argv.slice(2);

const app = new Hono().post('/v1/*', async (c) => {
  const answer = await fetch(`${upstream}${c.req.path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: await c.req.arrayBuffer(),
  });
  return new Response(answer.body, { status: answer.status, headers: answer.headers });
});

serve({ fetch: app.fetch, port: Number(port), hostname: '127.0.0.1' });
