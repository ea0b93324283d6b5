import { shownClasses } from '../prompt-classes.ts';

/** What conclusions may be told apart by, within a model. */
export const conclusionDimensions = ['variant', 'class', 'length', 'concurrency'] as const;

export type ConclusionDimension = (typeof conclusionDimensions)[number];

/** Of what nobody said how long, or of which class, it was. */
export const unknownBand = 'unknown';

/** Lower ends, the same for every model, so that bands of different days and gateways can be put together. */
export const lowerEnds = {
  /** Prompt tokens. */
  length: [0, 128, 512, 2048, 8192],
  /** Attempts under way at the replica: what speculation is worth changes with the batch, about by its logarithm. */
  concurrency: [1, 2, 4, 8, 16, 32, 64, 128, 256],
} as const;

/** `8-15`, `256+`: of each lower end, in their order. */
export const bandNames = { length: namesOf(lowerEnds.length), concurrency: namesOf(lowerEnds.concurrency) } as const;

/** The band of a count; null: unknown. Counts below the lowest end belong to the lowest band. */
export function bandOf(kind: 'length' | 'concurrency', count: number | null): string {
  if (count === null) return unknownBand;
  const ends = lowerEnds[kind];
  let index = ends.length - 1;
  while (index > 0 && count < (ends[index] ?? 0)) index -= 1;
  return bandNames[kind][index] ?? unknownBand;
}

/** Bands in the order in which they are shown: by their size, classes as they show and then by name, the unknown last. */
export function inBandOrder(dimension: ConclusionDimension, bands: Iterable<string>): readonly string[] {
  const known: readonly string[] =
    dimension === 'class' ? shownClasses : dimension === 'variant' ? [] : bandNames[dimension];
  const place = (band: string): number => {
    const index = known.indexOf(band);
    return band === unknownBand ? Infinity : index < 0 ? known.length : index;
  };
  return [...bands].sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1));
}

function namesOf(ends: readonly number[]): readonly string[] {
  return ends.map((end, index) => {
    const next = ends[index + 1];
    return next === undefined ? `${end}+` : next === end + 1 ? `${end}` : `${end}-${next - 1}`;
  });
}
