import type { Reading } from './reading.ts';

const bytes: Readonly<Record<string, number>> = { B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 };

export const sizeWanted = 'must be a size with its unit, such as 512B, 16KiB or 2MiB';

/** `2MiB` → 2097152. Whole bytes, at least one, at most 2 GiB. */
export function readSize(text: string): Reading<number> {
  const match = /^(\d+(?:\.\d+)?)(B|KiB|MiB|GiB)$/.exec(text);
  const factor = bytes[match?.[2] ?? ''];
  if (match === null || factor === undefined) return { ok: false, message: sizeWanted };
  const value = Math.round(Number(match[1]) * factor);
  if (value < 1 || value > 2 * 1024 ** 3) return { ok: false, message: 'must be at least 1B and at most 2GiB' };
  return { ok: true, value };
}
