import { acceleration, decodePace, emptySpeculation, gpuSecondsSaved, requestsTogether } from '@slipstream/metrics';
import type { DecodeWork, Method } from '@slipstream/metrics';
import type { UsageDimension, UsageQuery } from './usage-query.ts';
import type { BusyTime, UsageSums } from './usage-sums.ts';

/** One line of a report. What it is not told apart by is null. */
export interface UsageRow {
  readonly key: string | null;
  readonly model: string | null;
  readonly variant: string | null;
  readonly day: string | null;
  readonly class: string | null;
  readonly length: string | null;
  readonly concurrency: string | null;
  readonly run: string | null;
  readonly requests: number;
  readonly ok: number;
  readonly uncounted: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly reasoningTokens: number;
  readonly cachedTokens: number;
  readonly abortedTokens: number;
  readonly discardedTokens: number;
  /** In the currency of the prices; null where no request has a known cost. */
  readonly cost: number | null;
  /** One per method: they are never mixed in one number. */
  readonly speculation: readonly UsageSpeculation[];
  /** Over the control, of the variants that have one; null: unknown. */
  readonly gpuSecondsSaved: number | null;
  /** What all attempts took of the GPUs, and the part of it that gave nobody an answer. Of what is known; null: of none. */
  readonly gpuSeconds: number | null;
  readonly gpuSecondsWasted: number | null;
}

export interface UsageSpeculation {
  readonly method: Method;
  readonly requests: number;
  readonly tokens: number;
  readonly steps: number;
  readonly drafts: number | null;
  readonly draftTokens: number | null;
  readonly accepted: number | null;
  /** Tokens per forward pass, prefills included. */
  readonly acceleration: number | null;
}

/** Puts sums together as they were asked for, in the order of their names. GPU time is claimed variant by variant. */
export function usageReport(
  { by }: Pick<UsageQuery, 'by'>,
  sums: readonly UsageSums[],
  busy: readonly BusyTime[],
): readonly UsageRow[] {
  const savings = new Savings(sums, busy);
  const groups = Map.groupBy(sums, (one) => JSON.stringify(by.map((dimension) => one[dimension])));
  return [...groups.values()]
    .map((group) => usageRow(by, group, savings))
    .sort((a, b) => (nameOf(a, by) < nameOf(b, by) ? -1 : 1));
}

function usageRow(by: readonly UsageDimension[], group: readonly UsageSums[], savings: Savings): UsageRow {
  const [first] = group;
  const named = (dimension: UsageDimension): string | null =>
    by.includes(dimension) ? (first?.[dimension] ?? null) : null;
  const priced = total(group, 'priced');
  return {
    key: named('key'),
    model: named('model'),
    variant: named('variant'),
    day: named('day'),
    class: named('class'),
    length: named('length'),
    concurrency: named('concurrency'),
    run: named('run'),
    requests: total(group, 'requests'),
    ok: total(group, 'ok'),
    uncounted: total(group, 'uncounted'),
    promptTokens: total(group, 'promptTokens'),
    completionTokens: total(group, 'completionTokens'),
    reasoningTokens: total(group, 'reasoningTokens'),
    cachedTokens: total(group, 'cachedTokens'),
    abortedTokens: total(group, 'abortedTokens'),
    discardedTokens: total(group, 'discardedTokens'),
    cost: priced === 0 ? null : total(group, 'costNanos') / 1e9,
    speculation: speculationOf(group),
    // How many decoded together is known of a variant, not of its bands of just that.
    gpuSecondsSaved: by.includes('concurrency') ? null : savings.of(group),
    gpuSeconds: totalOfKnown(group, 'gpuSeconds'),
    gpuSecondsWasted: totalOfKnown(group, 'wastedGpuSeconds'),
  };
}

function speculationOf(group: readonly UsageSums[]): readonly UsageSpeculation[] {
  const found: UsageSpeculation[] = [];
  for (const method of ['exact', 'derived', 'estimated'] as const) {
    const ofMethod = group.filter((one) => one.method === method);
    if (ofMethod.length === 0) continue;
    const parts = {
      requests: total(ofMethod, 'prefills'),
      tokens: total(ofMethod, 'stepTokens'),
      steps: total(ofMethod, 'steps'),
      drafts: totalKnown(ofMethod, 'drafts'),
      draftTokens: totalKnown(ofMethod, 'draftTokens'),
      accepted: totalKnown(ofMethod, 'acceptedTokens'),
    };
    found.push({ method, ...parts, acceleration: acceleration({ ...emptySpeculation, ...parts }) });
  }
  return found;
}

/** What decoding would have taken with the control, over all that was asked about, for prompts of the same class and length. */
class Savings {
  readonly #pace = new Map<string, number | null>();
  readonly #together = new Map<string, number | null>();
  readonly #gpus = new Map<string, number>();

  constructor(sums: readonly UsageSums[], busy: readonly BusyTime[]) {
    for (const [arm, group] of Map.groupBy(sums, armOf)) this.#pace.set(arm, decodePace(workOf(group)));
    for (const { model, variant, gpus } of sums) if (gpus !== null) this.#gpus.set(variantOf({ model, variant }), gpus);
    for (const time of busy)
      this.#together.set(variantOf(time), requestsTogether(time.decodeSeconds, time.busySeconds));
  }

  /** Null where it is known of none of them. */
  of(group: readonly UsageSums[]): number | null {
    let sum: number | null = null;
    for (const one of group) {
      if (one.control === null) continue;
      const saved = gpuSecondsSaved(one, this.#paceOf(one, one.control), this.#together.get(variantOf(one)) ?? null);
      if (saved !== null) sum = (sum ?? 0) + saved;
    }
    return sum;
  }

  /** As seconds of the variant's GPUs: a control on half as many needs half as much for the same time. */
  #paceOf(one: UsageSums, control: string): number | null {
    const pace = this.#pace.get(armOf({ ...one, variant: control })) ?? null;
    const gpusOf = (variant: string): number => this.#gpus.get(variantOf({ model: one.model, variant })) ?? 1;
    return pace === null ? null : (pace * gpusOf(control)) / gpusOf(one.variant);
  }
}

/** Requests that are compared with each other: whoever asked, and on whatever day. */
function armOf({ model, variant, class: promptClass, length }: UsageSums): string {
  return JSON.stringify([model, variant, promptClass, length]);
}

function workOf(group: readonly UsageSums[]): DecodeWork {
  return { decodeTokens: total(group, 'decodeTokens'), decodeSeconds: total(group, 'decodeSeconds') };
}

function variantOf({ model, variant }: { readonly model: string; readonly variant: string }): string {
  return JSON.stringify([model, variant]);
}

function nameOf(row: UsageRow, by: readonly UsageDimension[]): string {
  return JSON.stringify(by.map((dimension) => row[dimension] ?? ''));
}

type NumberKey = { [K in keyof UsageSums]: UsageSums[K] extends number ? K : never }[keyof UsageSums];

function total(group: readonly UsageSums[], key: NumberKey): number {
  return group.reduce((sum, one) => sum + one[key], 0);
}

function totalOfKnown(group: readonly UsageSums[], key: 'gpuSeconds' | 'wastedGpuSeconds'): number | null {
  const known = group.flatMap((one) => one[key] ?? []);
  return known.length === 0 ? null : known.reduce((sum, one) => sum + one, 0);
}

/** Unknown where a part is. */
function totalKnown(group: readonly UsageSums[], key: 'drafts' | 'draftTokens' | 'acceptedTokens'): number | null {
  return group.reduce<number | null>((sum, one) => {
    const part = one[key];
    return sum === null || part === null ? null : sum + part;
  }, 0);
}
