import { memberValue, scanJsonObject, spliceJson } from '@slipstream/wire';
import type { Feature } from './feature.ts';

const kilobytes = [1, 10, 100] as const;

/** Finding the routing fields in a request body and splicing others in, at three sizes of the prompt. */
export function bodyFeatures(): Feature[] {
  return kilobytes.flatMap((size) => {
    const body = bodyOf(size * 1024);
    const scan = scanJsonObject(body);
    if (!scan.ok) throw new Error('the body of the micro-benchmark is not JSON');
    const edits = [
      { key: 'model', json: '"tgi"' },
      { key: 'stream_options', json: '{"include_usage":true}' },
    ];
    return [
      { name: `body scan, ${size} KB`, once: () => readRouting(body) },
      { name: `body splice, ${size} KB`, once: () => void spliceJson(body, scan.members, edits) },
    ];
  });
}

function readRouting(body: Uint8Array): void {
  const scan = scanJsonObject(body);
  if (!scan.ok) return;
  for (const member of scan.members) {
    if (member.key === 'model' || member.key === 'stream') memberValue(body, member);
  }
}

function bodyOf(bytes: number): Uint8Array {
  const sentence = 'The quick brown fox jumps over the lazy dog, “quoted”, and then\\n';
  const content = sentence.repeat(Math.ceil(bytes / sentence.length)).slice(0, bytes);
  const messages = [{ role: 'user', content }];
  return Buffer.from(JSON.stringify({ model: 'llama-3-8b', messages, max_tokens: 250, stream: true }));
}
