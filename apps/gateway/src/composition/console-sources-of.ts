import type { Rate } from '@slipstream/config';
import type { ListedKey } from '../admission/key-desk.ts';
import type { History } from '../history/history.ts';
import type { Operations } from '../http/admin/operations.ts';
import type { ConsoleSources, KeyRow } from '../http/console/console-sources.ts';
import type { Metering } from '../metering/metering.ts';
import type { Rollouts } from '../rollout/rollouts.ts';
import type { World } from './gateway-parts.ts';

export interface ConsolePieces extends Pick<World, 'config' | 'clock'> {
  readonly rollouts: Rollouts;
  readonly history: History;
  readonly metering: Metering;
  readonly operations: Operations;
}

const usageAgeMs = 24 * 3_600_000;

/** What the console reads, from the parts that know it. */
export function consoleSourcesOf(pieces: ConsolePieces): ConsoleSources {
  const { config, rollouts, history, metering, operations, clock } = pieces;
  const { usage, desk } = operations;
  const lately = (): number => clock.wallTime() - usageAgeMs;
  return {
    config,
    rollouts: rollouts.controller,
    history,
    conclusions: (model, by) => metering.conclusions.read({ model, by }).rows,
    replicas: () => operations.replicas(),
    inFlight: (model, variant) => metering.inFlight.count({ model, variant }),
    keys: async () => (await desk.list()).map(keyRow),
    usage: usage === null ? null : () => usage({ sinceMs: lately(), untilMs: null, by: ['key', 'model'], key: null }),
  };
}

function keyRow({ name, source, role, models, rates, budgets, revokedAtMs }: ListedKey): KeyRow {
  return {
    name,
    source,
    isRevoked: revokedAtMs !== null,
    role,
    models: models === null ? null : [...models],
    limits: [
      ...rate('requests', rates.requests),
      ...rate('tokens', rates.tokens),
      ...budget('tokens a day', budgets.day.tokens.hard),
      ...budget('tokens a month', budgets.month.tokens.hard),
      ...budget('of cost a day', budgets.day.cost.hard),
      ...budget('of cost a month', budgets.month.cost.hard),
    ],
  };
}

function rate(what: string, of: Rate | null): readonly string[] {
  return of === null ? [] : [`${of.amount} ${what} per ${of.windowSeconds} s`];
}

function budget(what: string, hard: number | null): readonly string[] {
  return hard === null ? [] : [`${hard} ${what}`];
}
