import type { Config } from '@slipstream/config';
import type { Instruments } from '@slipstream/metrics';
import type { GatewayParts } from './gateway-parts.ts';
import type { ReplicaHealth } from '../ports.ts';
import { decisionOf } from '../rollout/decision-of.ts';
import { Rollouts } from '../rollout/rollouts.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { createAskForSwap } from '../upstream/ask-for-swap.ts';
import { createAskGreedily } from '../upstream/ask-greedily.ts';
import type { AskGreedilyParts } from '../upstream/ask-greedily.ts';
import { postWebhook } from '../upstream/post-webhook.ts';

/** What rollouts need of the gateway around them. */
export interface AroundRollouts {
  readonly fileConfig: () => Config;
  readonly health: () => ReplicaHealth;
  readonly telemetry: () => Telemetry;
  readonly instruments: Instruments;
  /** How they are asked for what is no client’s. */
  readonly engines: AskGreedilyParts;
}

/** Rollouts with what they ask engines, tell metrics and traces, and post to others. */
export function openRollouts(
  { rollouts, clock, timers, logger }: Pick<GatewayParts, 'rollouts' | 'clock' | 'timers' | 'logger'>,
  { fileConfig, health, telemetry, instruments, engines }: AroundRollouts,
): Rollouts {
  return new Rollouts({
    ...rollouts,
    fileConfig,
    isReady: (replica) => health().status(replica).ready,
    askForSwap: createAskForSwap(engines),
    askGreedily: createAskGreedily(engines),
    webhooks: {
      webhooks: () => fileConfig().admin?.webhooks ?? [],
      post: postWebhook,
      onGivenUp: () => instruments.counter('slipstream_rollout_webhooks_given_up_total').inc({}),
    },
    clock,
    timers,
    logger,
    onDecision: (event) => {
      const { rollout, model, to: phase } = event;
      instruments.counter('slipstream_rollout_decisions_total').inc({ rollout, model, phase });
      telemetry().decided(decisionOf(event));
    },
  });
}
