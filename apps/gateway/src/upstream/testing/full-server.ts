import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { Worker } from 'node:worker_threads';

export interface FullServer extends AsyncDisposable {
  readonly url: URL;
}

/**
 * A server whose queue of connections is full and never served: further connections stay unanswered, as at a machine
 * that hangs. Its thread listens with the smallest backlog and then blocks for ever; the queue is filled from here.
 */
export async function fullServer(): Promise<FullServer> {
  const worker = new Worker(
    `const { createServer } = require('node:net');
     const { parentPort } = require('node:worker_threads');
     const server = createServer();
     server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
       parentPort.postMessage(server.address().port);
       Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
     });`,
    { eval: true },
  );
  const port = await new Promise<number>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
  const sockets: Socket[] = [];
  // Linux takes backlog + 1 connections; one more than that is left hanging here already.
  for (let i = 0; i < 3; i++) sockets.push(connect(port, '127.0.0.1').on('error', () => {}));
  await new Promise((resolve) => sockets[1]?.once('connect', resolve));
  return {
    url: new URL(`http://127.0.0.1:${port}`),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await worker.terminate();
    },
  };
}
