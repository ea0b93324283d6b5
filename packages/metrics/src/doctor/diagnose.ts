import type { EngineAdapter } from '../engines/engine-adapter.ts';
import { measurables } from '../engines/measure.ts';
import type { Measurable, Measure } from '../engines/measure.ts';
import type { Method } from '../speculation/speculation-figure.ts';
import type { Finding } from './finding.ts';
import type { Evidence } from './evidence.ts';
import { shownMethod } from './shown-method.ts';

/** Best first. */
const order: readonly Method[] = ['exact', 'derived', 'estimated'];

/** What only a speculator gives. */
const ofSpeculators: ReadonlySet<Measurable> = new Set([
  'drafts per request',
  'accepted per request',
  'accepted per position per request',
  'drafts of the engine',
  'accepted of the engine',
  'accepted per position of the engine',
]);

/** What only answers tell. */
const ofAnswers: ReadonlySet<Measurable> = new Set(
  measurables.filter((what) => what.endsWith('tokens') || what.endsWith('per request') || what === 'first token'),
);

/**
 * What may be measured of a server, thing by thing, in the order of the table: not what its engine could show, but what this
 * server did show, and what would have to be changed for more.
 */
export function diagnose(
  adapter: Pick<EngineAdapter, 'measures' | 'emission'>,
  evidence: Evidence,
): readonly Finding[] {
  return measurables.map((what) => findingOf(what, adapter, evidence));
}

function findingOf(
  what: Measurable,
  adapter: Pick<EngineAdapter, 'measures' | 'emission'>,
  evidence: Evidence,
): Finding {
  const nothing = { what, field: null, caveat: null, better: null };
  if (evidence.identity?.speculation === false && ofSpeculators.has(what))
    return { ...nothing, verdict: 'no speculator' };
  if (evidence.stream === null && evidence.whole === null && ofAnswers.has(what))
    return { ...nothing, verdict: 'unknown' };
  const ways = adapter.measures.filter((measure) => measure.what === what);
  const shown = shownMethod(what, adapter, evidence);
  if (shown === null) return { ...nothing, verdict: 'not at all', better: betterThan(null, ways) };
  const way = ways.find((each) => isWay(each, shown.method));
  const method = way?.method ?? shown.method;
  return {
    what,
    verdict: method,
    field: way?.field ?? shown.field,
    caveat: joined(way?.caveat ?? null, shown.caveat),
    better: betterThan(method, ways),
  };
}

/** A figure that was worked out from exact ones may rest on one that is stated, unasked, for each answer. */
function isWay({ method, needs }: Measure, shown: Method): boolean {
  return method === shown || (method === 'exact' && needs === null && shown === 'derived');
}

function betterThan(method: Method | null, ways: readonly Measure[]): Finding['better'] {
  const rank = method === null ? order.length : order.indexOf(method);
  for (const { method: other, needs } of ways) {
    if (needs !== null && order.indexOf(other) < rank) return { method: other, needs };
  }
  return null;
}

function joined(a: string | null, b: string | null): string | null {
  return a === null || b === null ? (a ?? b) : `${a}; ${b}`;
}
