import type { Books } from './collect-books.ts';
import { dialects } from './dialects.ts';
import { sumWork } from './engine-work.ts';
import { isWhole } from './row-differences.ts';
import type { Reconciliation } from './reconcile.ts';

/** What one variant's books say, side by side. */
export interface VariantBooks {
  readonly variant: string;
  readonly requests: number;
  readonly ok: number;
  readonly left: number;
  readonly failed: number;
  /** Attempts beside the first one: failures tried again, and hedges, of which so many lost. */
  readonly moreAttempts: number;
  readonly hedgesLost: number;
  /** Of answers of which the engine said all: the ledger's tokens and the engines' own. */
  readonly wholeTokens: number;
  readonly wholeTruth: number;
  /** Of all others: what had come when they broke off, and what the engines had made by then and after. */
  readonly brokenTokens: number;
  readonly brokenTruth: number;
  /** Steps of whole answers, by a method that is held to the step, and the engines' own. */
  readonly steps: number;
  readonly stepsTruth: number;
}

export function variantBooks({ drives, books }: Reconciliation): readonly VariantBooks[] {
  const visits = new Map(drives.map(({ visit }) => [visit.id, visit]));
  return dialects.map(({ variant }) => {
    const rows = books.rows.filter((row) => row.variant === variant);
    const cases = rows.flatMap((row) => {
      const visit = visits.get(row.request_id);
      return visit === undefined ? [] : [{ row, whole: isWhole({ row, visit }) }];
    });
    const whole = cases.filter((one) => one.whole).map(({ row }) => row);
    const stepped = whole.filter(({ method }) => method === 'exact' || method === 'derived');
    const sum = (list: readonly (number | null)[]): number =>
      list.reduce<number>((total, one) => total + (one ?? 0), 0);
    const all = truthOf(books, variant, () => true);
    const ofWhole = truthOf(books, variant, answersOf(whole));
    return {
      variant,
      requests: rows.length,
      ok: rows.filter(({ outcome }) => outcome === 'ok').length,
      left: rows.filter(({ outcome }) => outcome === 'client_gone').length,
      failed: rows.filter(({ outcome }) => outcome !== 'ok' && outcome !== 'client_gone').length,
      moreAttempts: sum(rows.map(({ attempts }) => Math.max(0, attempts - 1))),
      hedgesLost: books.metrics.sum('slipstream_attempts_total', { variant, outcome: 'hedge_lost' }),
      wholeTokens: sum(whole.map((row) => row.completion_tokens)),
      wholeTruth: ofWhole.tokens,
      brokenTokens:
        sum(rows.map((row) => (row.completion_tokens ?? 0) + (row.discarded_tokens ?? 0))) -
        sum(whole.map((row) => row.completion_tokens)),
      brokenTruth: all.tokens - ofWhole.tokens,
      steps: sum(stepped.map((row) => row.steps)),
      stepsTruth: truthOf(books, variant, answersOf(stepped)).steps,
    };
  });
}

type Selects = (replica: string, name: string | null) => boolean;

function answersOf(rows: Books['rows']): Selects {
  const answers = new Set(rows.map((row) => `${row.replica} ${row.request_id}`));
  return (replica, name) => answers.has(`${replica} ${name}`);
}

function truthOf({ engines }: Books, variant: string, selects: Selects): ReturnType<typeof sumWork> {
  const ended = [...(engines.get(variant) ?? [])].flatMap(([replica, book]) =>
    book.ended.filter(({ name }) => selects(replica, name)),
  );
  return sumWork(ended);
}
