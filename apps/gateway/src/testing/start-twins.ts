import { ManualTime } from './manual-time.ts';
import { ScriptedEngine } from '../pipeline/testing/scripted-engine.ts';
import type { Script } from '../pipeline/testing/scripted-engine.ts';
import { gatewayYaml, TestGateway } from './test-gateway.ts';

export interface Twins extends AsyncDisposable {
  readonly time: ManualTime;
  /** Replicas `baseline-0` and `baseline-1`. */
  readonly engines: readonly [ScriptedEngine, ScriptedEngine];
  readonly gateway: TestGateway;
  /** A test may add and remove names of replicas. */
  readonly notReady: Set<string>;
}

/** Two engines, each with its script, and a gateway whose only variant, `baseline`, has both. Time is the test's. */
export async function startTwins(first: Script, second: Script, top = ''): Promise<Twins> {
  const time = new ManualTime();
  const notReady = new Set<string>();
  const engines = [await ScriptedEngine.start(first), await ScriptedEngine.start(second)] as const;
  const urls = engines.map(({ url }) => `"${url}"`).join(', ');
  const yaml = gatewayYaml({ baseline: `engine: tgi, model: m, replicas: [${urls}]` }, { top });
  const gateway = await TestGateway.start({ yaml, notReady, clock: time, timers: time });
  return {
    time,
    engines,
    gateway,
    notReady,
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]();
      for (const engine of engines) await engine[Symbol.asyncDispose]();
    },
  };
}
