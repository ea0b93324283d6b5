import { describe, expect, it } from 'vitest';
import { streaming, wholeStream } from '../pipeline/testing/engine-answers.ts';
import { ScriptedEngine } from '../pipeline/testing/scripted-engine.ts';
import { ask, chatBody, errorOf } from '../testing/raw-client.ts';
import { settled } from '../testing/settled.ts';
import { gatewayYaml, TestGateway } from '../testing/test-gateway.ts';
import { answer, scriptedServer } from './testing/scripted-server.ts';
import { TestAuthority } from './testing/test-authority.ts';

const streamed = { ...chatBody, stream: true };

async function gatewayTo(fields: string): Promise<TestGateway> {
  return TestGateway.start({ yaml: gatewayYaml({ only: `engine: tgi, model: m, ${fields}` }) });
}

describe('a replica whose certificate nobody knows', () => {
  it('gets nothing, and the reason is in the record and not in the answer', async () => {
    await using server = await scriptedServer((socket) => socket.write(answer('{}')), new TestAuthority().issue());
    await using gateway = await gatewayTo(`apiKey: secret, replicas: ["${server.replica.url.origin}"]`);
    const response = await ask(gateway.url, chatBody);
    expect([response.status, errorOf(response).code]).toEqual([502, 'upstream_refused']);
    expect(response.text).not.toContain('certificate');
    expect((await settled(gateway)).errorMessage).toContain('unable to verify the first certificate');
    expect(server.requests).toEqual([]);
  });

  it('leaves the request to another replica', async () => {
    await using server = await scriptedServer((socket) => socket.write(answer('{}')), new TestAuthority().issue());
    await using engine = await ScriptedEngine.start(streaming(wholeStream));
    await using gateway = await gatewayTo(`replicas: ["${server.replica.url.origin}", "${engine.url}"]`);
    // By chance the first one asked is either of the two.
    while (gateway.records.every(({ attempts }) => attempts.length < 2)) {
      expect((await ask(gateway.url, streamed)).text).toBe(wholeStream);
      await settled(gateway, gateway.records.length);
    }
    const outcomes = gateway.records.at(-1)?.attempts.map(({ outcome }) => outcome);
    expect(outcomes).toEqual(['upstream_refused', 'ok']);
  });
});

describe('a replica that redirects', () => {
  it.each([301, 302, 303, 307, 308])('by %i is not followed: its key goes nowhere else', async (status) => {
    await using elsewhere = await scriptedServer((socket) => socket.write(answer('{}')));
    const location = `location: ${elsewhere.replica.url.origin}/v1/chat/completions`;
    const redirect = answer('{"message":"moved"}', {
      status: `${status} Moved`,
      headers: [location, 'content-type: application/json'],
    });
    await using server = await scriptedServer((socket) => socket.write(redirect));
    await using gateway = await gatewayTo(`apiKey: secret, replicas: ["${server.replica.url.origin}"]`);
    for (const body of [chatBody, streamed]) {
      const response = await ask(gateway.url, body);
      expect([response.status, errorOf(response).code]).toEqual([502, 'upstream_malformed']);
      expect(response.headers['location']).toBeUndefined();
    }
    expect(server.requests[0]).toContain('authorization: Bearer secret');
    expect([server.requests.length, elsewhere.sockets.length]).toEqual([2, 0]);
  });
});
