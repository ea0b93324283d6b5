import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Outcomes, RunTask, Task } from './simulate.ts';

/** What a worker answers. */
export interface Answer {
  readonly outcomes: Outcomes;
}

interface Waiting {
  readonly task: Task;
  readonly resolve: (outcomes: Outcomes) => void;
  readonly reject: (reason: unknown) => void;
}

export interface Workers extends AsyncDisposable {
  readonly run: RunTask;
}

/** One thread per core. Tasks are taken in order; a worker that fails fails its task. The caller disposes of them. */
export function startWorkers(count: number = availableParallelism()): Workers {
  const queue: Waiting[] = [];
  const idle: Worker[] = [];
  const all = Array.from({ length: count }, () => new Worker(new URL('./worker.ts', import.meta.url)));
  const busy = new Map<Worker, Waiting>();
  const next = (worker: Worker): void => {
    const waiting = queue.shift();
    if (waiting === undefined) {
      idle.push(worker);
      return;
    }
    busy.set(worker, waiting);
    worker.postMessage(waiting.task);
  };
  for (const worker of all) {
    worker.on('message', ({ outcomes }: Answer) => {
      busy.get(worker)?.resolve(outcomes);
      busy.delete(worker);
      next(worker);
    });
    worker.on('error', (error) => {
      busy.get(worker)?.reject(error);
      busy.delete(worker);
    });
    idle.push(worker);
  }
  return {
    run: (task) =>
      new Promise((resolve, reject) => {
        queue.push({ task, resolve, reject });
        const worker = idle.pop();
        if (worker !== undefined) next(worker);
      }),
    [Symbol.asyncDispose]: async () => {
      await Promise.all(all.map((worker) => worker.terminate()));
    },
  };
}
