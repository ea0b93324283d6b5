import type { Model, Variant } from '@slipstream/config';
import { answerFigures } from '../../../history/answer-figures.ts';
import { recentAnswers } from '../../../history/recent-answers.ts';
import type { Slice } from '../../../history/slice.ts';
import type { RolloutEvent } from '../../../rollout/core/rollout-event.ts';
import type { StoredRollout } from '../../../rollout/rollout-store.ts';
import type { ConsoleSources, ReplicaRow } from '../console-sources.ts';
import { claimsOfRollout, claimsOfRows } from './claims-of.ts';
import type { Claims } from './claims-of.ts';
import { desiredShare } from './desired-share.ts';
import { variantRoles } from './variant-roles.ts';
import type { VariantRole } from './variant-roles.ts';

/** Everything that is shown of one variant. Null: unknown. */
export interface VariantLine extends Claims {
  readonly name: string;
  readonly role: VariantRole;
  /** Its colour among `other`s, 1 to 5: the same wherever it is shown. */
  readonly shade: number;
  readonly engine: string;
  readonly modelId: string;
  readonly speculator: string;
  readonly control: string | null;
  readonly ready: number;
  readonly replicas: number;
  readonly inFlight: number;
  /** Of the model's units, as decided. */
  readonly desiredShare: number | null;
  /** Of the requests of the last minute, or of those since the last decision. */
  readonly actualShare: number | null;
  /** In the last hour. */
  readonly requests: number;
  readonly errorRatio: number | null;
  /** Of the last hour: geometric means. */
  readonly ttftMs: number | null;
  readonly tpotMs: number | null;
  /** Acceleration by minute over the hour; null: no request in it. */
  readonly trend: readonly (number | null)[];
}

export interface LinesOf {
  readonly model: Model;
  /** Null: the model as it is configured. */
  readonly rollout: StoredRollout | null;
  /** Of the rollout, the oldest first. */
  readonly events: readonly RolloutEvent[];
}

const slicesInMinute = 12;
const shades = 5;

/** The control first, then the candidate, then the others as in the file. Of a rollout, its two arms only. */
export function variantLines(sources: ConsoleSources, { model, rollout, events }: LinesOf): readonly VariantLine[] {
  const plan = rollout?.state.plan ?? null;
  const roleOf = variantRoles(model, plan);
  const order: readonly VariantRole[] = ['control', 'candidate', 'other'];
  const shown = [...model.variants.values()]
    .filter(({ name }) => plan === null || roleOf(name) !== 'other')
    .toSorted((a, b) => order.indexOf(roleOf(a.name)) - order.indexOf(roleOf(b.name)));
  const { slices } = sources.history;
  const lately = slices.slice(-slicesInMinute).filter(({ endWallMs }) => endWallMs > (events.at(-1)?.at.wallMs ?? 0));
  const requestsOf = (variant: string): number => recentAnswers(lately, { model: model.name, variant }).requests;
  const total = shown.reduce((sum, { name }) => sum + requestsOf(name), 0);
  const names = [...model.variants.keys()];
  const rows = sources.conclusions(model.name, 'variant');
  const replicas = sources.replicas();
  return shown.map((variant) => {
    const { name } = variant;
    const role = roleOf(name);
    const own = claimsOfRows(rows, name);
    return {
      ...identity(
        variant,
        replicas.filter((one) => one.model === model.name && one.variant === name),
      ),
      role,
      shade: (names.indexOf(name) % shades) + 1,
      inFlight: sources.inFlight(model.name, name),
      desiredShare: desiredShare(model, name, rollout),
      actualShare: total === 0 ? null : requestsOf(name) / total,
      ...measured(slices, model.name, name),
      ...(rollout !== null && role === 'candidate' ? claimsOfRollout(own, rollout, events) : own),
    };
  });
}

function identity({ name, engine, model, control, speculator, replicas }: Variant, rows: readonly ReplicaRow[]) {
  const { kind, draftTokens } = speculator;
  return {
    name,
    engine,
    modelId: model,
    control,
    speculator: kind === 'none' ? 'no speculator' : draftTokens === null ? kind : `${kind}, ${draftTokens} drafted`,
    ready: rows.filter(({ ready }) => ready).length,
    replicas: replicas.length,
  };
}

function measured(slices: readonly Slice[], model: string, variant: string) {
  const { requests, failed, ttftMs, tpotMs } = answerFigures(recentAnswers(slices, { model, variant }));
  const trend = Array.from({ length: Math.ceil(slices.length / slicesInMinute) }, (_, minute) => {
    const part = slices.slice(minute * slicesInMinute, (minute + 1) * slicesInMinute);
    return answerFigures(recentAnswers(part, { model, variant })).acceleration?.interval?.estimate ?? null;
  });
  return { requests, errorRatio: requests === 0 ? null : failed / requests, ttftMs, tpotMs, trend };
}
