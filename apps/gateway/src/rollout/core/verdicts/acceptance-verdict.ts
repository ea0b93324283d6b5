import type { Guardrails } from '@slipstream/config';
import type { Evidence } from '../observation.ts';
import { intervalInWords } from './in-words.ts';
import type { Verdict } from './verdict.ts';

/**
 * Whether the speculator works at all: one that fails silently gives one token per forward pass and costs its drafts still.
 * Null where nobody counts forward passes.
 */
export function acceptanceVerdict({ acceptance }: Guardrails, { acceleration }: Evidence): Verdict | null {
  if (acceleration === null) return null;
  const { floor, action } = acceptance;
  const text = `acceleration ${intervalInWords(acceleration)}, works from ${floor.toFixed(2)}`;
  const result = acceleration.upper < floor ? 'fail' : acceleration.lower >= floor ? 'pass' : 'inconclusive';
  return { check: 'acceptance', result, action, interval: acceleration, eValue: null, limit: floor, text };
}
