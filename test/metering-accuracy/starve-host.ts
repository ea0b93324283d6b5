import { Worker } from 'node:worker_threads';

/** Busy loops beside everything else, in threads of this process. Resolves to what ends them. */
export async function starveHost(loops: number): Promise<() => Promise<void>> {
  const workers = Array.from({ length: loops }, () => new Worker('for (;;);', { eval: true }));
  await Promise.all(workers.map((worker) => new Promise((started) => worker.once('online', started))));
  return async () => {
    await Promise.all(workers.map((worker) => worker.terminate()));
  };
}
