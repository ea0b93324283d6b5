/** Where a subject listens, and what it wants to see in a request's head. */
export interface Target {
  readonly host: string;
  readonly port: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** The bytes of one chat request: written once, sent many thousand times. */
export function chatRequest(target: Target, body: string): Buffer {
  const headers = Object.entries({
    host: `${target.host}:${target.port}`,
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    ...target.headers,
  });
  const head = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return Buffer.from(`POST /v1/chat/completions HTTP/1.1\r\n${head}\r\n${body}`);
}
