/** The thread that waits for the database in a gateway's stead. Started by `StoreClient`. */
import { parentPort, workerData } from 'node:worker_threads';
import { StoreWatch } from './store-watch.ts';
import type { FromStore, StoreWorkerData, ToStore } from './store-messages.ts';

const say = (message: FromStore): void => parentPort?.postMessage(message);
const watch = new StoreWatch(workerData as StoreWorkerData, () => Date.now(), say);

parentPort?.on('message', (message: ToStore) => {
  if (message.kind === 'call') void watch.answer(message);
  else void watch.stop().then(() => parentPort?.close());
});
