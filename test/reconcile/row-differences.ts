import type { LedgerRow } from '../../apps/gateway/src/store/ledger/ledger-row.ts';
import type { EndedRequest } from '../support/start.ts';
import type { Dialect } from './dialects.ts';
import type { Difference } from './difference.ts';
import { countsOf } from './counts-of.ts';
import { sumWork } from './engine-work.ts';
import type { WorkSums } from './engine-work.ts';
import type { Visit } from './plan-visit.ts';

/** One request, as it was asked, as it was booked, and as it really was at each replica of its variant. */
export interface Case {
  readonly visit: Visit;
  /** Its client saw `[DONE]`. */
  readonly sawDone: boolean;
  readonly dialect: Dialect;
  readonly row: LedgerRow;
  /** By name of the replica. */
  readonly ended: ReadonlyMap<string, readonly EndedRequest[]>;
}

/**
 * What one row claims against what the engines did.
 *
 * A claim of the whole answer must be the truth: of an answer that ended well, and of one that did not but whose engine had
 * said its last word (usage comes once, at the end). Of any other answer a row says how far it had come when it broke off. The
 * engine went on until it knew, so that is a lower bound of what it made: it must not be exceeded, and unknown must be null.
 * One that ended well without usage and without `[DONE]` is whole to its client (every choice said why it ended), and is
 * booked by its events: as `estimated` where these may hold several tokens.
 *
 * Steps that are estimated are held to what is possible: docs/metering-accuracy.md says how far off they are.
 */
export function rowDifferences(one: Case): readonly Difference[] {
  const { visit, row } = one;
  const differences: Difference[] = [];
  const report: Report = (what, found, wanted) =>
    differences.push({ between: 'ledger and truth', variant: visit.variant, request: visit.id, what, found, wanted });
  const answer = one.ended.get(row.replica ?? '') ?? [];
  const work = sumWork(answer);
  compareTokens(one, work, report);
  comparePrompt(one, answer, report);
  compareWaste(one, report);
  compareSpeculation(one, work, report);
  compareParts(row, report);
  return differences;
}

type Report = (what: string, found: number | string | null, wanted: number | string | null) => void;

/** The engine has said all that it had to say of this answer. */
export function isWhole({ row, visit }: Pick<Case, 'row' | 'visit'>): boolean {
  if (row.outcome === 'ok') return row.tokens_source !== 'estimated';
  return row.tokens_source === 'engine' && row.completion_tokens !== null && !visit.continuous;
}

function compareTokens({ row, visit, sawDone }: Case, work: WorkSums, report: Report): void {
  const { completion_tokens: completion, outcome, tokens_source: source } = row;
  if (outcome === 'ok' && source === 'estimated' && sawDone) report('tokens source', source, 'engine');
  if (isWhole({ row, visit })) {
    if (completion !== work.tokens) report('completion tokens', completion, work.tokens);
    if (outcome === 'ok' && work.finished !== work.generations)
      report('answers finished', work.generations, work.finished);
    if (outcome === 'ok' && work.generations !== visit.generations)
      report('answers', visit.generations, work.generations);
    return;
  }
  if (completion !== null && completion > work.tokens) report('completion tokens', completion, `≤ ${work.tokens}`);
}

function comparePrompt({ row, visit }: Case, answer: readonly EndedRequest[], report: Report): void {
  const { prompt_tokens: found, outcome, tokens_source: source } = row;
  // All answers to one prompt share it.
  const wanted = answer[0]?.promptTokens ?? null;
  if (found !== null && found !== wanted) report('prompt tokens', found, wanted);
  const mustSay = outcome === 'ok' && !(visit.stream && source !== 'engine');
  if (found === null && mustSay) report('prompt tokens', null, wanted);
}

function compareWaste({ row, ended }: Case, report: Report): void {
  const aborted = row.outcome === 'ok' || row.replica === null ? 0 : row.completion_tokens;
  if (row.aborted_tokens !== aborted) report('aborted tokens', row.aborted_tokens, aborted);
  const others = [...ended].filter(([replica]) => replica !== row.replica).flatMap(([, list]) => list);
  const made = sumWork(others).tokens;
  if (row.discarded_tokens !== null && row.discarded_tokens > made) {
    report('discarded tokens', row.discarded_tokens, `≤ ${made}`);
  }
}

function compareSpeculation(one: Case, work: WorkSums, report: Report): void {
  const { row, visit, dialect } = one;
  const whole = isWhole(one) || (row.method === 'exact' && !visit.continuous);
  if (row.method === null) {
    // Where more matched than was kept of a short answer, tokens − accepted leaves no step: then they are unknown.
    const canSay = countsOf(dialect, work).steps > 0;
    const mustSay =
      row.outcome === 'ok' && whole && dialect.method !== 'estimated' && visit.generations === 1 && canSay;
    if (mustSay) report('method', null, dialect.method);
    return;
  }
  if (row.method === 'estimated') return compareEstimate(row, work.tokens, report);
  const counts = countsOf(dialect, work);
  const compare = (what: string, found: number | null, wanted: number): void => {
    if (found === null) return;
    if (whole && found !== wanted) report(what, found, wanted);
    if (!whole && found > wanted) report(what, found, `≤ ${wanted}`);
  };
  compare('prefills', row.prefills, counts.prefills);
  compare('step tokens', row.step_tokens, counts.tokens);
  compare('steps', row.steps, counts.steps);
  compare('accepted tokens', row.accepted_tokens, counts.accepted);
  compare('drafts', row.drafts, counts.drafts);
  compare('draft tokens', row.draft_tokens, counts.draftTokens);
}

/** Places of the draft add up to all that was accepted, and what was wasted of the GPUs is part of what was taken. */
function compareParts(row: LedgerRow, report: Report): void {
  const {
    accepted_by_position: places,
    accepted_tokens: accepted,
    gpu_seconds: taken,
    wasted_gpu_seconds: wasted,
  } = row;
  const sum = places === null ? accepted : (JSON.parse(places) as number[]).reduce((total, one) => total + one, 0);
  if (sum !== accepted) report('accepted by position', sum, accepted);
  if (taken === null) report('GPU-seconds', null, '≥ 0');
  else if ((wasted ?? 0) > taken) report('wasted GPU-seconds', wasted, `≤ ${taken}`);
}

/** Of an answer that did not end well, an event may have been unreadable: its token is in no step. */
function compareEstimate({ outcome, step_tokens: found, steps }: LedgerRow, tokens: number, report: Report): void {
  const isSo = outcome === 'ok' ? found === tokens : (found ?? 0) <= tokens;
  if (!isSo) report('step tokens', found, outcome === 'ok' ? tokens : `≤ ${tokens}`);
  if ((steps ?? 0) > (found ?? 0)) report('steps', steps, `≤ ${found}`);
}
