/** Keeps Lentz's recurrences off 0. */
const tiny = 1e-300;

/**
 * The continued fraction of the incomplete beta function (DLMF 8.17.22), by Lentz's method:
 * I_x(a, b) = x^a (1 − x)^b / (a B(a, b)) · fraction. Converges fast for x < (a + 1)/(a + b + 2), in about √max(a, b) terms.
 */
export function betaFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / guard(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m < 10_000; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / guard(1 + even * d);
    c = guard(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / guard(1 + odd * d);
    c = guard(1 + odd / c);
    fraction *= d * c;
    if (Math.abs(d * c - 1) < 1e-16) break;
  }
  return fraction;
}

function guard(value: number): number {
  return Math.abs(value) < tiny ? tiny : value;
}
