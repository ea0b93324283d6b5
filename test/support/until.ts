import { setTimeout as sleep } from 'node:timers/promises';

const withinMs = 10_000;
const lookEveryMs = 10;

/** Returns as soon as it holds. @throws Error `otherwise` when it does not come to that in ten seconds. */
export async function until(holds: () => Promise<boolean>, otherwise: string): Promise<void> {
  const deadlineMs = performance.now() + withinMs;
  while (!(await holds())) {
    if (performance.now() > deadlineMs) throw new Error(otherwise);
    await sleep(lookEveryMs);
  }
}
