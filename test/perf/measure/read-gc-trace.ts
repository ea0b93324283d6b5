/**
 * Bytes put on the JavaScript heap over a trace of V8's collector (`--trace-gc`): each line tells the heap before and
 * after a collection, so what lies between the end of one and the beginning of the next was allocated. Memory outside
 * of the heap, such as the bytes of buffers, is not in it. Null with fewer than two collections.
 */
export function allocatedBytes(trace: string): number | null {
  let allocatedMegabytes = 0;
  let previousAfter: number | null = null;
  let collections = 0;
  for (const [, before, after] of trace.matchAll(
    /: (?:Scavenge|Mark-Compact|Minor Mark-Sweep)[^\n]*? ([\d.]+) \([\d.]+\) -> ([\d.]+) \(/g,
  )) {
    if (previousAfter !== null) allocatedMegabytes += Math.max(0, Number(before) - previousAfter);
    previousAfter = Number(after);
    collections += 1;
  }
  return collections < 2 ? null : allocatedMegabytes * 1024 * 1024;
}
