import type { Replica, Variant } from '@slipstream/config';
import type { Dispatch, Timers } from '../ports.ts';

const MAX_TOKENS = 48;
const TIMEOUT_MS = 30_000;
/** An answer of so few tokens is no longer than this, whatever its headers say. */
const MOST_BYTES = 65_536;

export interface AskGreedilyParts {
  readonly dispatch: Dispatch;
  readonly timers: Timers;
  /** Authorization of the replica. */
  readonly headersFor: (replica: Replica) => Readonly<Record<string, string>>;
}

/** Asks one engine for its greedy answer to a short prompt, whole. Resolves with its text; null where there was none. */
export function createAskGreedily({ dispatch, timers, headersFor }: AskGreedilyParts) {
  return async (replica: Replica, variant: Variant, prompt: string): Promise<string | null> =>
    await new Promise((resolve) => {
      const chunks: Uint8Array[] = [];
      let bytes = 0;
      let status = 0;
      const end = (text: string | null): void => {
        cancel();
        resolve(text);
      };
      const body = new TextEncoder().encode(JSON.stringify(bodyOf(variant, prompt)));
      const headers = { ...headersFor(replica), 'content-type': 'application/json' };
      const exchange = dispatch.send(
        replica,
        { method: 'POST', path: '/v1/chat/completions', headers, body },
        {
          onHead: (code) => {
            status = code;
          },
          onBytes: (chunk) => {
            bytes += chunk.length;
            if (bytes <= MOST_BYTES) chunks.push(chunk);
            return true;
          },
          onEnd: () => end(status === 200 && bytes <= MOST_BYTES ? textOf(Buffer.concat(chunks)) : null),
          onFailure: () => end(null),
        },
      );
      const cancel = timers.after(TIMEOUT_MS, () => {
        exchange.abort();
        resolve(null);
      });
    });
}

/** A temperature of 0 is greedy everywhere: TGI's chat route takes it for `do_sample: false`, and samples when nothing is said. */
function bodyOf({ model }: Variant, prompt: string): object {
  const messages = [{ role: 'user', content: prompt }];
  return { model, messages, max_tokens: MAX_TOKENS, temperature: 0, stream: false };
}

function textOf(bytes: Buffer): string | null {
  try {
    const answer = JSON.parse(bytes.toString('utf8')) as { choices?: readonly { message?: { content?: unknown } }[] };
    const content = answer.choices?.[0]?.message?.content;
    return typeof content === 'string' ? content : null;
  } catch {
    return null;
  }
}
