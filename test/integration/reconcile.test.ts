import { beforeAll, describe, expect, it } from 'vitest';
import { variantBooks } from '../reconcile/reconcile-report.ts';
import type { VariantBooks } from '../reconcile/reconcile-report.ts';
import { reconcile } from '../reconcile/reconcile.ts';
import type { Reconciliation } from '../reconcile/reconcile.ts';
import { compareBooks } from '../reconcile/compare-books.ts';

/** A short `npm run reconcile`: five dialects with aborts, errors and hedges, and all books held against each other. */

const requests = 480;
let result: Reconciliation;
let variants: readonly VariantBooks[];

beforeAll(async () => {
  result = await reconcile({ requests, clients: 40, seed: 20_261_124 });
  variants = variantBooks(result);
}, 120_000);

describe('a mixed run over five dialects', () => {
  it('ends with ledger = counters = what the clients saw = what the engines did, to the token', () => {
    expect(result.differences).toEqual([]);
  });

  it('had whole answers, aborts and errors at every variant, and hedges', () => {
    expect(result.books.rows).toHaveLength(requests);
    for (const { variant, ok, left, failed, wholeTokens } of variants) {
      expect({ variant, has: [ok > 20, left > 0, failed > 0, wholeTokens > 1000] }).toEqual({
        variant,
        has: [true, true, true, true],
      });
    }
    expect(variants.reduce((sum, { hedgesLost }) => sum + hedgesLost, 0)).toBeGreaterThan(0);
  });

  it('would not have, with a token or a row more in the ledger, or one less', () => {
    const { drives, books } = result;
    const at = books.rows.findIndex(({ outcome }) => outcome === 'ok');
    const row = books.rows[at]!;
    const wrong = { ...row, completion_tokens: (row.completion_tokens ?? 0) + 1 };
    const inflated = compareBooks(drives, { ...books, rows: books.rows.with(at, wrong) });
    expect(inflated.map(({ between }) => between)).toContain('ledger and truth');
    expect(inflated.map(({ between }) => between)).toContain('counters and ledger');
    const lost = compareBooks(drives, { ...books, rows: books.rows.toSpliced(at, 1) });
    expect(lost).toContainEqual(expect.objectContaining({ request: row.request_id, what: 'rows', found: 0 }));
    const twice = compareBooks(drives, { ...books, rows: [...books.rows, row] });
    expect(twice).toContainEqual(expect.objectContaining({ request: row.request_id, what: 'rows', found: 2 }));
  });
});
