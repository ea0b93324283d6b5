import type { BudgetLimit } from './config.ts';
import type { Reading } from './reading.ts';

const wanted = 'must be SOFT/HARD, such as 800000/1000000, 800000/ (soft alone) or /1e6 (hard alone)';

const amount = /^\d{1,15}(?:\.\d{1,9})?(?:e\d{1,2})?$/;

/** `80/100` → soft 80, hard 100. Either may be left out, not both. */
export function readBudgetLimit(text: string): Reading<BudgetLimit> {
  const [soft, hard, ...more] = text.split('/').map((part) => (part === '' ? null : part));
  const parts = [soft ?? null, hard ?? null];
  const isWellFormed = parts.every((part) => part === null || amount.test(part));
  if (hard === undefined || more.length > 0 || !isWellFormed || parts.every((part) => part === null)) {
    return { ok: false, message: wanted };
  }
  const [softLimit = null, hardLimit = null] = parts.map((part) => (part === null ? null : Number(part)));
  if (softLimit !== null && hardLimit !== null && softLimit > hardLimit) {
    return { ok: false, message: 'must not have a soft limit above the hard one' };
  }
  return { ok: true, value: { soft: softLimit, hard: hardLimit } };
}
