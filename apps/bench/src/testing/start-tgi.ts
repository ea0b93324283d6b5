import { onTestFinished } from 'vitest';
import { ScriptedTgi } from './scripted-tgi.ts';
import type { TgiScript } from './scripted-tgi.ts';

export interface StartedTgi {
  readonly tgi: ScriptedTgi;
  readonly url: URL;
}

/** Starts a server that is gone when the test is over. */
export async function startTgi(script: TgiScript = {}): Promise<StartedTgi> {
  const tgi = new ScriptedTgi(script);
  const url = await tgi.listen();
  onTestFinished(() => tgi.close());
  return { tgi, url };
}
