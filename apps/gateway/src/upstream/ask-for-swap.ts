import type { Replica, SwapStep } from '@slipstream/config';
import type { Dispatch, Timers, UpstreamPath } from '../ports.ts';

/** The only routes by which an engine is told to load other draft weights. */
const paths: Readonly<Record<SwapStep['route'], UpstreamPath>> = {
  sglang: '/update_weights_from_disk',
  vllm: '/start_draft_weight_update',
};

export interface AskForSwapParts {
  readonly dispatch: Dispatch;
  readonly timers: Timers;
  /** Authorization of the replica. */
  readonly headersFor: (replica: Replica) => Readonly<Record<string, string>>;
}

/** Asks one engine; resolves with why it would not, or null. What it then does is measured, and not asked. */
export function createAskForSwap({ dispatch, timers, headersFor }: AskForSwapParts) {
  return async (replica: Replica, step: SwapStep): Promise<string | null> =>
    await new Promise((resolve) => {
      const path = paths[step.route];
      const headers = { ...headersFor(replica), 'content-type': 'application/json' };
      const body = new TextEncoder().encode(JSON.stringify(step.body));
      let status = 0;
      const end = (reason: string | null): void => {
        cancel();
        resolve(reason);
      };
      const exchange = dispatch.send(
        replica,
        { method: 'POST', path, headers, body },
        {
          onHead: (code) => {
            status = code;
          },
          onBytes: () => true,
          onEnd: () => end(status >= 200 && status < 300 ? null : `${path} answered ${status}`),
          onFailure: ({ kind }) => end(`${path} could not be asked: ${kind}`),
        },
      );
      const cancel = timers.after(step.timeoutMs, () => {
        exchange.abort();
        resolve(`${path} did not answer in ${step.timeoutMs / 1000} s`);
      });
    });
}
