import type { Config } from '@slipstream/config';
import { History } from '../history/history.ts';
import { samplesOf } from '../http/console/page/samples-of.ts';
import type { Metering } from '../metering/metering.ts';
import type { Rollouts } from '../rollout/rollouts.ts';
import type { World } from './gateway-parts.ts';

/** What people look back at, from now on; null where nobody can look, since no admin port is configured. */
export function openHistory(
  { clock, timers }: Pick<World, 'clock' | 'timers'>,
  { fileConfig, rollouts, metering }: { fileConfig: () => Config; rollouts: Rollouts; metering: Metering },
): History | null {
  if (fileConfig().admin === null) return null;
  const sample = () =>
    samplesOf(rollouts.controller.rollouts(), metering.conclusions.read({ model: null, by: 'variant' }).rows);
  const history = new History({ clock, timers, sample });
  history.start();
  return history;
}
