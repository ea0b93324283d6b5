import { fitSlope } from './fit-slope.ts';
import { explanations } from './injected-faults.ts';
import type { LoadSample, SoakResult } from './soak-result.ts';

/** One thing that must hold, and what was found. */
export interface Check {
  readonly what: string;
  readonly found: string;
  readonly bound: string;
  readonly holds: boolean;
}

const MiB = 1024 * 1024;
/**
 * Growth behind the warm-up, by the fitted line, of what is in use after a collection. Without one V8 lets garbage lie for
 * a minute or two at this load, and the resident memory is a saw of more than 100 MiB in which no slope can be seen.
 */
const allowedMiBPerMinute = 0.5;
/** What is in use swings with the answers that happen to be under way, which a short run shows as a slope. */
const swingMiB = 4;
/** Connections that happen to be open at one look and not at the other: probes, scrapes, exports. */
const fewFiles = 4;
const fewObjects = 100;
const stormBytesPerStream = 250;

export function checksOf(result: SoakResult): Check[] {
  return [
    memory('resident memory', result.samples, ({ collected }) => collected.residentBytes),
    memory('heap', result.samples, ({ collected }) => collected.heapBytes),
    filesUnderLoad(result),
    filesWhenIdle(result),
    unexplainedErrors(result),
    countedAsSeen(result),
    ...afterStorm(result),
    {
      what: 'requests in flight at the end',
      found: String(result.inFlightAtEnd),
      bound: '0',
      holds: result.inFlightAtEnd === 0,
    },
    {
      what: 'alive, nothing to complain of in the log',
      found: result.isAlive ? `${result.complaints.length} complaints` : 'ended',
      bound: '0 complaints',
      holds: result.isAlive && result.complaints.length === 0,
    },
  ];
}

function memory(what: string, samples: readonly LoadSample[], bytesOf: (sample: LoadSample) => number): Check {
  const points = thirdsOf(samples)
    .slice(1)
    .flat()
    .map((sample) => ({ x: sample.atSeconds / 60, y: bytesOf(sample) / MiB }));
  const slope = fitSlope(points);
  const minutes = (points.at(-1)?.x ?? 0) - (points[0]?.x ?? 0);
  const allowed = Math.max(allowedMiBPerMinute, swingMiB / minutes);
  return {
    what: `${what} in use, growth behind the warm-up`,
    found: slope === null ? 'unknown' : `${slope.toFixed(2)} MiB/min`,
    bound: `${allowed.toFixed(2)} MiB/min`,
    holds: slope !== null && slope <= allowed,
  };
}

function filesUnderLoad({ samples, streams }: SoakResult): Check {
  const [, middle = 0, last = Infinity] = thirdsOf(samples).map(
    (third) => third.reduce((sum, { files }) => sum + files, 0) / third.length,
  );
  const allowed = fewFiles + streams / 8;
  return {
    what: 'open files under load, the last third more than the middle one',
    found: (last - middle).toFixed(1),
    bound: String(allowed),
    holds: last - middle <= allowed,
  };
}

/** The first third is warm-up. */
function thirdsOf(samples: readonly LoadSample[]): [LoadSample[], LoadSample[], LoadSample[]] {
  const size = Math.ceil(samples.length / 3);
  return [samples.slice(0, size), samples.slice(size, 2 * size), samples.slice(2 * size)];
}

function filesWhenIdle({ files: { before, after } }: SoakResult): Check {
  return {
    what: 'open files when idle, before and after the load',
    found: `${before}, ${after}`,
    bound: `+${fewFiles}`,
    holds: after <= before + fewFiles,
  };
}

/** An error is explained when it is one that the injected faults make, and when they struck often enough to make it. */
function unexplainedErrors({ seen, struck }: SoakResult): Check {
  let unexplained = 0;
  for (const [ending, count] of Object.entries(seen)) {
    if (ending === 'ok' || ending === 'left') continue;
    const injected = (explanations[ending] ?? []).reduce((sum, kind) => sum + (struck[kind] ?? 0), 0);
    unexplained += Math.max(0, count - injected);
  }
  return { what: 'unexplained errors', found: String(unexplained), bound: '0', holds: unexplained === 0 };
}

function countedAsSeen({ seen, counted }: SoakResult): Check {
  const { left = 0, ...endings } = seen;
  const wanted: Record<string, number> = { ...endings, client_gone: left };
  const names = new Set([...Object.keys(wanted), ...Object.keys(counted)]);
  const wrong = [...names].filter((name) => (wanted[name] ?? 0) !== (counted[name] ?? 0));
  return {
    what: 'outcomes that the gateway counted as the clients saw them',
    found: wrong.length === 0 ? 'all' : `all but ${wrong.join(', ')}`,
    bound: 'all',
    holds: wrong.length === 0,
  };
}

function afterStorm({ storm: { streams, before, after, gone } }: SoakResult): Check[] {
  const grown = (key: 'emitters' | 'listeners' | 'heapBytes', allowed: number): Check => ({
    what: `${key} more after ${streams} aborted streams`,
    found: String(after[key] - before[key]),
    bound: String(allowed),
    holds: after[key] - before[key] <= allowed,
  });
  return [
    { what: 'aborted streams counted as such', found: String(gone), bound: String(streams), holds: gone === streams },
    grown('emitters', fewObjects),
    grown('listeners', 10 * fewObjects),
    grown('heapBytes', stormBytesPerStream * streams),
  ];
}
