import type { SpanContext } from '@opentelemetry/api';
import type { Random } from '../ports.ts';

/** A new trace that nobody keeps. Its ids are only for telling requests apart, so that cheap random numbers will do. */
export function unsampledRoot(random: Random): SpanContext {
  return { traceId: hexDigits(random, 4), spanId: hexDigits(random, 2), traceFlags: 0 };
}

/** Eight digits a word. An id of zeros is not valid: the lowest bit is always set. */
function hexDigits(random: Random, words: number): string {
  let digits = '';
  for (let word = 1; word < words; word += 1) digits += eightDigits(random32(random));
  return digits + eightDigits((random32(random) | 1) >>> 0);
}

function eightDigits(word: number): string {
  return (0x1_0000_0000 + word).toString(16).slice(1);
}

function random32(random: Random): number {
  return Math.floor(random() * 0x1_0000_0000);
}
