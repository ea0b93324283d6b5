/**
 * ρ² of the normal mixture that makes a confidence sequence about narrowest at `nStar` observations: (−2 ln α + ln(1 − 2 ln α))
 * / N* (Waudby-Smith et al., arXiv 2103.06476v7, approximation of their W₋₁ form, 3 % apart at α = 0.05). In 1 / (variance of
 * one observation); the one-sided sequence takes it at 2α. Choose `nStar` before the run and keep it.
 */
export function mixtureRho2(alpha: number, nStar: number): number {
  const doubledLog = -2 * Math.log(alpha);
  return (doubledLog + Math.log(1 + doubledLog)) / nStar;
}
