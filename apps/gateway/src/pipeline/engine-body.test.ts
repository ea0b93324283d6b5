import { parseConfig } from '@slipstream/config';
import type { EngineName, Variant } from '@slipstream/config';
import { engineAdapter, noCut } from '@slipstream/metrics';
import type { AnswerCut } from '@slipstream/metrics';
import { describe, expect, it } from 'vitest';
import { engineBody } from './engine-body.ts';
import { readGenerationRequest } from './generation-request.ts';

function variantOf(engine: EngineName): Variant {
  const variant = `{ engine: ${engine}, model: org/engine-model, replicas: ["http://127.0.0.1:9"] }`;
  const parsed = parseConfig(`models: { public: { variants: { only: ${variant} } } }`);
  const found = parsed.ok ? parsed.config.models.get('public')?.variants.get('only') : undefined;
  if (found === undefined) throw new Error('the configuration of this test is wrong');
  return found;
}

function sent(engine: EngineName, body: string, includeUsage = false): { text: string; cut: AnswerCut } {
  const request = readGenerationRequest(Buffer.from(body), 'chat', { jsonDepth: 64, messages: 10 });
  const { bytes, cut } = engineBody(request, variantOf(engine), engineAdapter(engine), { includeUsage });
  return { text: Buffer.from(bytes).toString(), cut };
}

const rest = ' "messages" : [ {"role":"user","content":"\\u00e9 \\n  é"} ] , "x-unknown":1.0e2 }\n';

describe('engineBody', () => {
  it("gives a generic engine its own model id and leaves every other byte as the client's", () => {
    expect(sent('generic', `{ "model" : "public",${rest}`).text).toBe(`{ "model" : "org/engine-model",${rest}`);
  });

  it('gives TGI the one model name that is not taken for an adapter', () => {
    expect(sent('tgi', `{ "model" : "public",${rest}`).text).toBe(`{ "model" : "tgi",${rest}`);
    expect(sent('tgi', `{"model":"tgi",${rest}`).text).toBe(`{"model":"tgi",${rest}`);
  });

  it('takes a presence_penalty of 0 from TGI, which would read it as a strong one', () => {
    const body = (penalty: string): string => `{"model":"tgi","presence_penalty":${penalty},"messages":[1]}`;
    expect(sent('tgi', body('0')).text).toBe('{"model":"tgi","messages":[1]}');
    expect(sent('tgi', body('0.0')).text).toBe('{"model":"tgi","messages":[1]}');
    expect(sent('tgi', body('0.5')).text).toBe(body('0.5'));
    expect(sent('generic', body('0')).text).toContain('"presence_penalty":0');
  });

  it('calls max_completion_tokens by the name that every TGI knows', () => {
    const body = '{"model":"tgi","messages":[1],"max_completion_tokens":7,"max_tokens":9}';
    expect(JSON.parse(sent('tgi', body).text)).toEqual({ model: 'tgi', messages: [1], max_tokens: 7 });
    expect(JSON.parse(sent('generic', body).text)).toMatchObject({ max_completion_tokens: 7, max_tokens: 9 });
  });

  it('asks for usage where the engine knows the word, and remembers that it was not the client', () => {
    const body = '{"model":"tgi","stream":true,"messages":[1]}';
    expect(sent('tgi', body)).toEqual({ text: body, cut: noCut });
    const asked = sent('tgi', body, true);
    expect(asked.cut.events).toEqual(['usage']);
    expect(JSON.parse(asked.text)).toMatchObject({ stream_options: { include_usage: true } });
    const own = '{"model":"tgi","stream":true,"messages":[1],"stream_options":{"include_usage":true}}';
    expect(sent('tgi', own, true)).toEqual({ text: own, cut: noCut });
  });

  it.each(['vllm', 'sglang', 'trtllm', 'generic'] as const)(
    'asks %s beside the stream options of the client',
    (engine) => {
      const body = '{"model":"x","stream":true,"messages":[1],"stream_options":{"own":1}}';
      expect(JSON.parse(sent(engine, body, true).text)).toMatchObject({
        stream_options: { own: 1, include_usage: true },
      });
    },
  );

  it('sends llama.cpp what the client wrote: its last event says it all unasked', () => {
    const body = '{"model":"org/engine-model","stream":true,"messages":[1]}';
    expect(JSON.parse(sent('llamacpp', body, true).text)).toEqual(JSON.parse(body));
  });

  it('leaves out stream_options that are null: TGI 3 refuses them', () => {
    const body = '{"model":"tgi","messages":[1],"stream_options":null}';
    expect(sent('tgi', body).text).toBe('{"model":"tgi","messages":[1]}');
    const streamed = '{"model":"tgi","stream":true,"messages":[1],"stream_options":null}';
    expect(JSON.parse(sent('tgi', streamed, true).text)).toMatchObject({ stream_options: { include_usage: true } });
  });
});
