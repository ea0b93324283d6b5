/** Answers are short: until this many steps are seen, the shape of the yield is mostly assumed. */
const assumedSteps = 6;

/**
 * How many tokens one step emits: `shares[n]` of the steps emit n, 1 to `most`. From counts of steps that were told apart
 * (`seen[n]` of n tokens, fractional), smoothed by the shape that independent acceptance gives: geometric, cut at `most`.
 */
export function yieldOf(seen: readonly number[], most: number): number[] {
  let steps = 0;
  let tokens = 0;
  for (let count = 1; count <= most; count += 1) {
    steps += seen[count] ?? 0;
    tokens += count * (seen[count] ?? 0);
  }
  const accepted = 1 - 1 / Math.max(1.05, steps === 0 ? 1.5 : tokens / steps);
  const shares = [0];
  for (let count = 1; count <= most; count += 1) {
    const assumed = accepted ** (count - 1) * (count === most ? 1 : 1 - accepted);
    shares.push(((seen[count] ?? 0) + assumedSteps * assumed) / (steps + assumedSteps));
  }
  return shares;
}

/** `table[m][n]`: probability that m steps together emit n tokens, for m up to `mostSteps`. */
export function yieldsTogether(shares: readonly number[], mostSteps: number): readonly Float64Array[] {
  const table = [Float64Array.of(1)];
  for (let steps = 1; steps <= mostSteps; steps += 1) {
    const fewer = table[steps - 1] ?? Float64Array.of(1);
    const sums = new Float64Array(fewer.length + shares.length - 1);
    fewer.forEach((probability, before) => {
      shares.forEach((share, added) => {
        sums[before + added] = (sums[before + added] ?? 0) + probability * share;
      });
    });
    table.push(sums);
  }
  return table;
}
