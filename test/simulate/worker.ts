import { parentPort } from 'node:worker_threads';
import { runTask } from './simulate.ts';
import type { Task } from './simulate.ts';
import type { Answer } from './workers.ts';

parentPort?.on('message', (task: Task) => {
  parentPort?.postMessage({ outcomes: runTask(task) } satisfies Answer);
});
