import type { Webhook } from '@slipstream/config';
import type { Clock, Logger, WaitingDelivery, WebhookDelivery } from '../ports.ts';
import type { RolloutEvent } from './core/rollout-event.ts';
import { deliveryOf, webhookName } from './delivery-of.ts';
import type { RolloutStore } from './rollout-store.ts';

/** Posts a delivery, signed by the webhook's secret; resolves with the status, rejects where nobody answered. */
export type PostWebhook = (
  to: Webhook,
  delivery: Pick<WebhookDelivery, 'id' | 'body'>,
  sentAtMs: number,
) => Promise<number>;

export interface WebhooksParts {
  /** In force now. */
  readonly webhooks: () => readonly Webhook[];
  readonly post: PostWebhook;
  readonly store: Pick<RolloutStore, 'waitingDeliveries' | 'putOffDelivery' | 'dropDelivery'>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Told of each delivery that is given up. */
  readonly onGivenUp?: () => void;
}

/** Waits before each further try: six tries in about an hour. */
const waitsMs = [1_000, 10_000, 60_000, 600_000, 3_600_000] as const;
/** Deliveries that wait for one webhook, at most; the oldest go first, and that is told. */
const mostWaiting = 1000;

/**
 * Tells others of decisions: each at least once, in order for each of them, also over a restart. A delivery is kept with its
 * decision and stays until it was answered; who was told twice knows it by its id. One that does not answer holds up nobody
 * else. The leader delivers.
 */
export class Webhooks {
  readonly #parts: WebhooksParts;
  /** Webhooks that are being told something by this gateway. */
  readonly #underWay = new Set<string>();
  /** Nothing waited at the last look. */
  #isIdle = false;

  constructor(parts: WebhooksParts) {
    this.#parts = parts;
  }

  /** What a decision leads to, to be kept with it. */
  deliveriesOf(event: RolloutEvent): readonly WebhookDelivery[] {
    return this.#parts.webhooks().map((webhook) => deliveryOf(event, webhook));
  }

  /** Begins what is due, and waits for none of it. Rejects where the store is away. */
  async look(): Promise<void> {
    const { webhooks, store, clock } = this.#parts;
    if (this.#isIdle && webhooks().length === 0) return;
    // What is being delivered while this is read may be settled when it is here, and is not begun anew.
    const busy = new Set(this.#underWay);
    const deliveries = await store.waitingDeliveries();
    this.#isIdle = deliveries.length === 0;
    for (const delivery of deliveries) {
      if (busy.has(delivery.webhook) || this.#underWay.has(delivery.webhook)) continue;
      const to = webhooks().find((webhook) => webhookName(webhook) === delivery.webhook);
      // Taken out of the file since: nobody to tell.
      if (to === undefined) await store.dropDelivery(delivery.id);
      else if (delivery.waiting > mostWaiting) await this.#giveUp(delivery, `more than ${mostWaiting} wait`);
      else if (delivery.nextMs <= clock.wallTime()) this.#begin(to, delivery);
    }
  }

  #begin(to: Webhook, delivery: WaitingDelivery): void {
    const { logger } = this.#parts;
    this.#underWay.add(delivery.webhook);
    void this.#deliver(to, delivery)
      .finally(() => this.#underWay.delete(delivery.webhook))
      .then(async (isDone) => {
        if (isDone && delivery.waiting > 1) await this.look();
      })
      // It stays where it is kept, and is delivered again.
      .catch((error: unknown) =>
        logger.warn({ delivery: delivery.id, reason: reasonOf(error) }, 'a delivery is unsettled'),
      );
  }

  /** True where the next one may be told now. */
  async #deliver(to: Webhook, delivery: WaitingDelivery): Promise<boolean> {
    const { store, clock } = this.#parts;
    const problem = await this.#problemWith(to, delivery);
    if (problem === null) {
      await store.dropDelivery(delivery.id);
      return true;
    }
    const waitMs = waitsMs[delivery.attempts];
    if (waitMs === undefined) {
      await this.#giveUp(delivery, problem);
      return true;
    }
    await store.putOffDelivery(delivery.id, delivery.attempts + 1, clock.wallTime() + waitMs);
    return false;
  }

  async #problemWith(to: Webhook, delivery: WaitingDelivery): Promise<string | null> {
    const { post, clock } = this.#parts;
    try {
      const status = await post(to, delivery, clock.wallTime());
      return status >= 200 && status < 300 ? null : `it answered ${status}`;
    } catch (error) {
      return reasonOf(error);
    }
  }

  async #giveUp({ id, webhook, attempts }: WaitingDelivery, reason: string): Promise<void> {
    const { store, logger, onGivenUp } = this.#parts;
    await store.dropDelivery(id);
    logger.error({ delivery: id, webhook, attempts, reason }, 'a webhook was not told of a decision');
    onGivenUp?.();
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
