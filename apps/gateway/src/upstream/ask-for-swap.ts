import type { Replica } from '@slipstream/config';
import type { AskForSwap, Dispatch, SwapRefusal, Timers } from '../ports.ts';
import { swapCalls } from './swap-calls.ts';
import type { SwapCall } from './swap-calls.ts';

export interface AskForSwapParts {
  readonly dispatch: Dispatch;
  readonly timers: Timers;
  /** Authorization of the replica. */
  readonly headersFor: (replica: Replica) => Readonly<Record<string, string>>;
}

/** Bytes of an answer that are read to learn why an engine would not. */
const mostAnswerBytes = 4096;
/** Characters of its words that are passed on. */
const mostWords = 300;
/** For the call that is made whatever became of the others. */
const afterwardsMs = 10_000;

/** Asks one engine, call by call; resolves with why it would not, or null. What it then does is measured, and not asked. */
export function createAskForSwap(parts: AskForSwapParts): AskForSwap {
  return async (replica, order) => {
    const { calls, after } = swapCalls(order);
    let late = false;
    const expiry = new AbortController();
    const cancel = parts.timers.after(order.timeoutMs, () => {
      late = true;
      expiry.abort();
    });
    let refusal: SwapRefusal | null = null;
    let hasBegun = false;
    for (const call of calls) {
      const failure = await ask(parts, replica, call, expiry.signal);
      hasBegun ||= failure?.isCertain !== true;
      if (failure === null) continue;
      const reason = late ? `${call.path} did not answer in ${order.timeoutMs / 1000} s` : failure.words;
      refusal = { reason, mayHaveLoaded: call.loads && !failure.isCertain };
      break;
    }
    cancel();
    return after === null || !hasBegun ? refusal : await afterwards(parts, replica, after, refusal);
  };
}

/** A server that is left paused serves nobody: whatever has failed before, this is asked, and told of where it fails. */
async function afterwards(
  parts: AskForSwapParts,
  replica: Replica,
  call: SwapCall,
  refusal: SwapRefusal | null,
): Promise<SwapRefusal | null> {
  const expiry = new AbortController();
  const cancel = parts.timers.after(afterwardsMs, () => expiry.abort());
  const failure = await ask(parts, replica, call, expiry.signal);
  cancel();
  if (failure === null) return refusal;
  const words = `${failure.words}: it may be left paused`;
  return refusal === null
    ? { reason: words, mayHaveLoaded: true }
    : { ...refusal, reason: `${refusal.reason}; ${words}` };
}

interface Failure {
  readonly words: string;
  /** The engine surely has not done it: it answered that there is no such route, or that it was asked wrongly. */
  readonly isCertain: boolean;
}

/** Null: it was done, the engine says. */
async function ask(
  { dispatch, headersFor }: AskForSwapParts,
  replica: Replica,
  { path, body }: SwapCall,
  expiry: AbortSignal,
): Promise<Failure | null> {
  return await new Promise((resolve) => {
    const headers = { ...headersFor(replica), 'content-type': 'application/json' };
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    let status = 0;
    const end = (failure: Failure | null): void => {
      expiry.removeEventListener('abort', expire);
      resolve(failure);
    };
    const exchange = dispatch.send(
      replica,
      { method: 'POST', path, headers, body: new TextEncoder().encode(JSON.stringify(body)) },
      {
        onHead: (code) => {
          status = code;
        },
        onBytes: (chunk) => {
          if (bytes < mostAnswerBytes) chunks.push(chunk);
          bytes += chunk.byteLength;
          return true;
        },
        onEnd: () => end(failureOf(path, status, Buffer.concat(chunks).toString('utf8', 0, mostAnswerBytes))),
        onFailure: ({ kind }) =>
          end({
            words: `${path} could not be asked: ${kind}`,
            isCertain: kind === 'refused' || kind === 'connect-timeout',
          }),
      },
    );
    const expire = (): void => {
      exchange.abort();
      end({ words: `${path} did not answer in time`, isCertain: false });
    };
    if (expiry.aborted) expire();
    else expiry.addEventListener('abort', expire);
  });
}

function failureOf(path: string, status: number, text: string): Failure | null {
  const said = saidIn(text);
  if (status >= 200 && status < 300 && said.success !== false) return null;
  const words = said.message === null ? '' : `: ${said.message.slice(0, mostWords)}`;
  const isCertain = status === 401 || status === 403 || status === 404 || status === 405 || status === 422;
  return { words: `${path} answered ${status}${words}`, isCertain };
}

/** SGLang: `{success, message}`. vLLM: `{error: {message}}`, or `{error: words}`; some proxies `{detail}`. */
function saidIn(text: string): { readonly success: boolean | null; readonly message: string | null } {
  try {
    const { success, message, error, detail } = JSON.parse(text) as Record<string, unknown>;
    const nested = typeof error === 'object' && error !== null && 'message' in error ? error.message : error;
    const words = [message, nested, detail].find((one) => typeof one === 'string');
    return {
      success: typeof success === 'boolean' ? success : null,
      message: typeof words === 'string' ? words : null,
    };
  } catch {
    return { success: null, message: null };
  }
}
