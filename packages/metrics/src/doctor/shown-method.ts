import type { AnswerReading, TokenCounts } from '../engines/answer-reading.ts';
import type { EngineAdapter } from '../engines/engine-adapter.ts';
import type { Measurable } from '../engines/measure.ts';
import type { Method } from '../speculation/speculation-figure.ts';
import type { SpeculationSums } from '../speculation/speculation-sums.ts';
import type { Evidence } from './evidence.ts';

export interface Shown {
  readonly method: Method;
  /** In the engine's own words where the reading names it, else null. */
  readonly field: string | null;
  readonly caveat: string | null;
}

const methodBySource: Readonly<Record<TokenCounts['source'], Method>> = {
  engine: 'exact',
  counted: 'derived',
  estimated: 'estimated',
};

type Look = (evidence: Evidence, adapter: Pick<EngineAdapter, 'emission'>) => Shown | null;

/** Where to look for each thing. */
const looks: Readonly<Record<Measurable, Look>> = {
  'prompt tokens': (evidence) => tokens(evidence, 'prompt'),
  'completion tokens': (evidence) => tokens(evidence, 'completion'),
  'reasoning tokens': (evidence) => tokens(evidence, 'reasoning'),
  'cached tokens': (evidence) => tokens(evidence, 'cached'),
  'steps per request': (evidence) => figure(evidence, 'steps'),
  'drafts per request': (evidence) => figure(evidence, 'drafts'),
  'accepted per request': (evidence) => figure(evidence, 'accepted'),
  'accepted per position per request': (evidence) => figure(evidence, 'acceptedByPosition'),
  'first token': ({ stream }) => plain(stream?.firstTokenAtMs ?? null, 'exact'),
  'steps of the engine': (evidence, adapter) => engine(evidence, 'steps', adapter),
  'drafts of the engine': ({ counters }) => plain(counters?.drafts ?? null, 'exact'),
  'accepted of the engine': (evidence, adapter) => engine(evidence, 'accepted', adapter),
  'accepted per position of the engine': ({ counters }) => plain(counters?.acceptedByPosition ?? null, 'exact'),
  'running and waiting': ({ load }) => plain(load?.running ?? load?.waiting ?? null, 'exact'),
  'KV cache use': ({ load }) => plain(load?.kvUse ?? null, 'exact'),
};

/** How the evidence shows one thing; null where it does not. */
export function shownMethod(
  what: Measurable,
  adapter: Pick<EngineAdapter, 'emission'>,
  evidence: Evidence,
): Shown | null {
  return looks[what](evidence, adapter);
}

/** The stream's answer counts; what only a whole one tells is told with that reserve. */
function tokens({ stream, whole }: Evidence, part: Exclude<keyof TokenCounts, 'source'>): Shown | null {
  const read = (reading: AnswerReading | null): Method | null => {
    if (reading === null || reading.tokens[part] === null) return null;
    return part === 'completion' ? methodBySource[reading.tokens.source] : 'exact';
  };
  const streamed = read(stream);
  if (streamed !== null) return { method: streamed, field: null, caveat: null };
  const atOnce = read(whole);
  return atOnce === null ? null : { method: atOnce, field: null, caveat: 'answers in one piece only' };
}

function figure({ stream, whole }: Evidence, part: keyof SpeculationSums): Shown | null {
  const read = (reading: AnswerReading | null): Shown | null => {
    const speculation = reading?.speculation ?? null;
    if (speculation === null || speculation.sums[part] === null) return null;
    return { method: speculation.method, field: speculation.source, caveat: null };
  };
  const streamed = read(stream);
  if (streamed !== null) return streamed;
  const atOnce = read(whole);
  return atOnce === null ? null : { ...atOnce, caveat: 'answers in one piece only' };
}

/** Counted by the engine itself, or worked out from what it counts. */
function engine(
  { counters, identity }: Evidence,
  part: 'steps' | 'accepted',
  { emission }: Pick<EngineAdapter, 'emission'>,
): Shown | null {
  if (counters === null) return null;
  const draftTokens = identity?.speculation === false ? 0 : (identity?.draftTokens ?? null);
  const workedOut = plain(emission(counters, { draftTokens })[part], 'derived');
  const field = part === 'steps' ? 'tokens − accepted' : 'tokens − steps';
  return plain(counters[part], 'exact') ?? (workedOut && { ...workedOut, field });
}

function plain(value: unknown, method: Method): Shown | null {
  return value === null ? null : { method, field: null, caveat: null };
}
