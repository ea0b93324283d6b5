import { SortedWindow } from './sorted-window.ts';

/** Gaps on each side of one that tell its step time: few enough to follow the batch, enough to outvote a stall. */
const reach = 7;

/**
 * For each gap between reads, how long a step took around then, ms: the lower third of the neighbouring gaps that can
 * be steps at all. Lower than the median because nearly everything that goes wrong (stalls, merged reads, a busy
 * reader) makes gaps longer; with a median, two stalls in five steps would pass for the step.
 */
export function localStepTimes(gapsMs: readonly number[]): number[] {
  const floorMs = insideStepMs(gapsMs);
  const stepGaps = gapsMs.filter((gapMs) => gapMs >= floorMs);
  const window = new SortedWindow();
  for (const gapMs of stepGaps.slice(0, reach + 1)) window.add(gapMs);

  let next = 0;
  return gapsMs.map((gapMs) => {
    if (gapMs >= floorMs) {
      if (next > 0) window.move(stepGaps[next - reach - 1], stepGaps[next + reach]);
      next += 1;
    }
    return window.quantile(1 / 3);
  });
}

/**
 * Gaps below this lie inside a step, ms. The upper quartile of all gaps stands for a whole step at least, since not
 * three steps in four come split; a quarter of it is longer than a burst takes to arrive.
 */
function insideStepMs(gapsMs: readonly number[]): number {
  const sorted = Float64Array.from(gapsMs).sort();
  return (sorted[Math.floor((sorted.length - 1) * (3 / 4))] ?? 0) / 4;
}
