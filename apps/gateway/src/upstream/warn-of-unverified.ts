import type { Config } from '@slipstream/config';
import type { Logger } from '../ports.ts';

/** Tells loudly of every variant whose replicas need not prove who they are: at the start and at each reload. */
export function warnOfUnverified(config: Config, logger: Logger): void {
  for (const [model, { variants }] of config.models) {
    for (const [variant, { replicas, apiKey }] of variants) {
      const unverified = replicas.filter(({ tls }) => tls?.verify === false).map(({ name }) => name);
      if (unverified.length === 0) continue;
      const atStake = apiKey === null ? 'prompts and answers' : 'prompts, answers and the engine’s key';
      const fields = { model, variant, replicas: unverified };
      logger.warn(fields, `tls.verify is false: whoever stands in between can read and change ${atStake}`);
    }
  }
}
