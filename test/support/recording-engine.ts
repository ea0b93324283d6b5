import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface EngineRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly body: string;
}

/** An engine that keeps what it gets, is healthy, and answers every chat with the same few words. */
export interface RecordingEngine extends AsyncDisposable {
  readonly url: string;
  /** Generations alone: no probes, no scrapes. */
  readonly generations: readonly EngineRequest[];
  /** Paths of everything else. */
  readonly otherPaths: ReadonlySet<string>;
}

const answer = JSON.stringify({
  object: 'chat.completion',
  id: '',
  created: 1,
  model: 'm',
  system_fingerprint: '2.2.0-sha-b70ae09',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hi there' }, logprobs: null, finish_reason: 'stop' }],
  usage: { prompt_tokens: 3, completion_tokens: 3, total_tokens: 6 },
});

export async function startRecordingEngine(): Promise<RecordingEngine> {
  const generations: EngineRequest[] = [];
  const otherPaths = new Set<string>();
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const { method = '', url: path = '', headers, rawHeaders } = incoming;
      const body = Buffer.concat(chunks).toString();
      if (method === 'POST') generations.push({ method, path, headers, rawHeaders, body });
      else otherPaths.add(path);
      response.writeHead(200, { 'content-type': 'application/json', 'set-cookie': 'engine=1', server: 'engine' });
      response.end(method === 'POST' ? answer : '{}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    generations,
    otherPaths,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
