import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitSlope } from '../../soak/fit-slope.ts';
import type { LoadSample, SoakResult } from '../../soak/soak-result.ts';
import { checksOf } from '../../soak/verdict.ts';

const MiB = 1024 * 1024;
const live = { heapBytes: 24 * MiB, emitters: 100, listeners: 400, resources: [] };

/** Twenty minutes in which resident memory grows at this pace and open files by this many per sample. */
function samples(mibPerMinute = 0, filesPerSample = 0): LoadSample[] {
  return Array.from({ length: 120 }, (_, index) => {
    const atSeconds = (index + 1) * 10;
    const residentBytes = (150 + (mibPerMinute * atSeconds) / 60) * MiB;
    const files = 190 + filesPerSample * index;
    return {
      atSeconds,
      residentBytes,
      collected: { residentBytes, heapBytes: 37 * MiB },
      files,
      inFlight: 64,
      visits: 0,
    };
  });
}

function soak(changes: Partial<SoakResult> = {}): SoakResult {
  return {
    minutes: 20,
    streams: 64,
    samples: samples(),
    files: { before: 35, after: 36 },
    inFlightAtEnd: 0,
    tokens: 1000,
    seen: { ok: 900, left: 100, upstream_truncated: 5 },
    counted: { ok: 900, client_gone: 100, upstream_truncated: 5 },
    struck: { 'cut-mid-event': 3, 'missing-done': 2 },
    storm: { streams: 10_000, before: live, after: live, gone: 10_000 },
    isAlive: true,
    complaints: [],
    ...changes,
  };
}

function failures(result: SoakResult): string[] {
  return checksOf(result).flatMap(({ holds, what }) => (holds ? [] : [what]));
}

describe('the verdict of a soak', () => {
  it('is good where nothing grew and every error was one that was injected', () => {
    expect(failures(soak())).toEqual([]);
  });

  it.each<[string, Partial<SoakResult>]>([
    ['resident memory in use', { samples: samples(0.6) }],
    ['open files under load', { samples: samples(0, 0.5) }],
    ['open files when idle', { files: { before: 35, after: 99 } }],
    ['unexplained errors', { struck: { 'cut-mid-event': 3, 'missing-done': 1 } }],
    ['outcomes that the gateway counted', { counted: { ok: 900, client_gone: 99, upstream_truncated: 5 } }],
    ['aborted streams counted', { storm: { streams: 10_000, before: live, after: live, gone: 9999 } }],
    [
      'listeners more',
      { storm: { streams: 10_000, before: live, after: { ...live, listeners: 10_400 }, gone: 10_000 } },
    ],
    ['requests in flight', { inFlightAtEnd: 1 }],
    ['alive', { isAlive: false }],
    ['alive', { complaints: ['TypeError: x'] }],
  ])('is bad where it must be: %s', (what, changes) => {
    expect(failures(soak(changes))).toEqual([expect.stringContaining(what)]);
  });

  it('takes no error for explained that no fault can make, nor a cut stream that was shown as whole', () => {
    for (const ending of ['no_ready_replica', 'internal', 'unexplained: a clean end without [DONE]']) {
      const counts = { ok: 900, [ending]: 1 };
      expect(failures(soak({ seen: counts, counted: counts }))).toEqual(['unexplained errors']);
    }
  });

  it('says nothing good of a soak that ended before it had a sample', () => {
    expect(failures(soak({ samples: [] }))).not.toEqual([]);
  });
});

describe('fitSlope', () => {
  it('finds the line that points lie on', () => {
    const value = fc.integer({ min: -1000, max: 1000 });
    fc.assert(
      fc.property(value, value, fc.uniqueArray(value, { minLength: 2, maxLength: 20 }), (slope, offset, xs) => {
        expect(fitSlope(xs.map((x) => ({ x, y: offset + slope * x })))).toBeCloseTo(slope, 6);
      }),
    );
  });

  it('is not moved by noise on both sides of the line', () => {
    const points = Array.from({ length: 100 }, (_, x) => ({ x, y: 3 * x + (x % 4 === 0 || x % 4 === 3 ? 1 : -1) }));
    expect(fitSlope(points)).toBeCloseTo(3, 2);
  });

  it('is null where no line can be laid', () => {
    expect([
      fitSlope([]),
      fitSlope([{ x: 1, y: 2 }]),
      fitSlope([
        { x: 1, y: 2 },
        { x: 1, y: 3 },
      ]),
    ]).toEqual([null, null, null]);
  });
});
