import { join } from 'node:path';
import { startChild } from '../../scripts/demo/child.ts';

const main = join(import.meta.dirname, '..', '..', 'apps', 'emulator', 'src', 'main.ts');

export interface EngineChild {
  readonly url: string;
  /** What it really did: steps of the finished answers, by their `x-request-id`. */
  steps(): Promise<ReadonlyMap<string, number>>;
  stop(): Promise<void>;
}

/** Starts an emulated server in a process of its own, on a free port. `args` are those of `npm run emulator`. */
export async function startEngineChild(args: readonly string[]): Promise<EngineChild> {
  const child = await startChild('emulator', main, ['--port', '0', ...args]);
  return {
    url: child.url,
    async steps() {
      const { requests } = (await (await fetch(`${child.url}/emulator/requests`)).json()) as {
        readonly requests: readonly Ended[];
      };
      const finished = requests.filter(({ end }) => end === 'finished');
      return new Map(finished.map(({ name, work }) => [name ?? '', work.steps]));
    },
    async stop() {
      await child.stop();
    },
  };
}

interface Ended {
  readonly name: string | null;
  readonly end: string;
  readonly work: { readonly steps: number };
}
