import type { Webhook } from '@slipstream/config';
import { fnv1a32 } from '@slipstream/statistics';
import type { WebhookDelivery } from '../ports.ts';
import { deedOf } from './core/rollout-event.ts';
import type { RolloutEvent } from './core/rollout-event.ts';

/** `hooks.test-1b9c0f2e`: the URL of a webhook is often its secret, so that only its host is kept and told. */
export function webhookName({ url }: Pick<Webhook, 'url'>): string {
  return `${URL.parse(url)?.host ?? ''}-${fnv1a32(url).toString(16)}`;
}

/** What one webhook is told of a decision. Its id is in the body, too: there it is signed. */
export function deliveryOf(event: RolloutEvent, webhook: Webhook): WebhookDelivery {
  const { at, step, ...rest } = event;
  const name = webhookName(webhook);
  const id = `${event.rollout}.${event.revision}.${name}`;
  const body = JSON.stringify({
    kind: 'rollout',
    delivery: id,
    deed: deedOf(event),
    ...rest,
    step: step === null ? null : step + 1,
    at: new Date(at.wallMs).toISOString(),
  });
  return { id, webhook: name, body, attempts: 0, nextMs: at.wallMs };
}
