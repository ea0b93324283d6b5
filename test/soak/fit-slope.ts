export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Slope of the line of least squares. Null where no line can be laid: fewer than two points, or all at one x. */
export function fitSlope(points: readonly Point[]): number | null {
  const meanX = mean(points.map(({ x }) => x));
  const meanY = mean(points.map(({ y }) => y));
  const xx = points.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0);
  const xy = points.reduce((sum, { x, y }) => sum + (x - meanX) * (y - meanY), 0);
  return xx > 0 ? xy / xx : null;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
