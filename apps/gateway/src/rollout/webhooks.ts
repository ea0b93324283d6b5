import type { Webhook } from '@slipstream/config';
import type { Clock, Logger, Timers } from '../ports.ts';
import type { RolloutEvent } from './core/rollout-event.ts';

/** Posts `body`, signed by the secret; resolves with the status, rejects where nobody answered. */
export type PostWebhook = (to: Webhook, body: string, sentAtMs: number) => Promise<number>;

export interface WebhooksParts {
  /** In force now. */
  readonly webhooks: () => readonly Webhook[];
  readonly post: PostWebhook;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly logger: Logger;
}

/** Waits before each further try: six tries in about an hour. */
const waitsMs = [1_000, 10_000, 60_000, 600_000, 3_600_000] as const;
/** Decisions that wait for one webhook, at most; the oldest go first, and that is told. */
const mostWaiting = 1000;

/**
 * Tells others of decisions: each at least once, in order for each of them, while this gateway lives. Who was told twice knows it
 * by rollout and revision. One that does not answer holds up nobody else.
 */
export class Webhooks {
  readonly #parts: WebhooksParts;
  /** By URL. */
  readonly #queues = new Map<string, RolloutEvent[]>();

  constructor(parts: WebhooksParts) {
    this.#parts = parts;
  }

  tell(event: RolloutEvent): void {
    for (const { url } of this.#parts.webhooks()) {
      const queue = this.#queues.get(url) ?? [];
      this.#queues.set(url, queue);
      queue.push(event);
      if (queue.length > mostWaiting) this.#giveUp(url, queue.splice(1, 1)[0], 'too many wait');
      if (queue.length === 1) this.#send(url, 0);
    }
  }

  #send(url: string, tries: number): void {
    const to = this.#parts.webhooks().find((one) => one.url === url);
    const event = this.#queues.get(url)?.[0];
    // Taken out of the file since: nobody to tell.
    if (to === undefined || event === undefined) {
      this.#queues.delete(url);
      return;
    }
    const { post, clock } = this.#parts;
    post(to, bodyOf(event), clock.wallTime()).then(
      (status) => this.#sent(url, tries, status >= 200 && status < 300 ? null : `it answered ${status}`),
      (error: unknown) => this.#sent(url, tries, error instanceof Error ? error.message : String(error)),
    );
  }

  #sent(url: string, tries: number, problem: string | null): void {
    const waitMs = waitsMs[tries];
    if (problem !== null && waitMs !== undefined) {
      this.#parts.timers.after(waitMs, () => this.#send(url, tries + 1));
      return;
    }
    const queue = this.#queues.get(url) ?? [];
    const event = queue.shift();
    if (problem !== null) this.#giveUp(url, event, problem);
    if (queue.length > 0) this.#send(url, 0);
  }

  #giveUp(url: string, event: RolloutEvent | undefined, reason: string): void {
    const { rollout, revision } = event ?? {};
    // The URL of a webhook is often its secret: its host is enough to know it by.
    const host = URL.parse(url)?.host ?? '';
    this.#parts.logger.error({ host, rollout, revision, reason }, 'a webhook was not told of a decision');
  }
}

function bodyOf({ at, step, ...event }: RolloutEvent): string {
  return JSON.stringify({
    kind: 'rollout',
    ...event,
    step: step === null ? null : step + 1,
    at: new Date(at.wallMs).toISOString(),
  });
}
