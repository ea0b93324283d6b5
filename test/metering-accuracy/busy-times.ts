/** Keeps this process busy now and then: exponential times of these means, ms. Returns what ends it. */
export function startBusyTimes(busyMs: number, idleMs: number): () => void {
  if (busyMs === 0) return () => undefined;
  let timer: NodeJS.Timeout;
  const beBusy = (): void => {
    const endMs = performance.now() + exponential(busyMs);
    while (performance.now() < endMs);
    timer = setTimeout(beBusy, exponential(idleMs));
  };
  timer = setTimeout(beBusy, exponential(idleMs));
  return () => clearTimeout(timer);
}

function exponential(mean: number): number {
  return -Math.log(1 - Math.random()) * mean;
}
