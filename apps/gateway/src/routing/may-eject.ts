/**
 * Whether one more replica of a variant may be taken out by its circuit. A fleet that fails together has another fault
 * than its replicas, and the rest would drown in the traffic of those taken out.
 * @param replicas of the variant, whatever their state.
 * @param ejected of them, out by their circuits already.
 * @param othersLeft other replicas that are ready and whose circuits let traffic through.
 */
export function mayEject(
  { replicas, ejected, othersLeft }: Readonly<Record<'replicas' | 'ejected' | 'othersLeft', number>>,
  maxEjectedShare: number,
): boolean {
  // The tiny addend: 0.3 × 10 must not come out as 2.9999….
  return othersLeft >= 1 && ejected + 1 <= Math.floor(maxEjectedShare * replicas + 1e-9);
}
