import type { EngineName, Replica } from '@slipstream/config';
import { engineAdapter } from '@slipstream/metrics';
import type { EngineIdentity, EnginePath } from '@slipstream/metrics';
import type { FetchPage } from '../ports.ts';

/** One look at a replica. */
export type ProbeFinding =
  /** `identity`: null where it was not asked for, or where what came was not this engine's. */
  | { readonly kind: 'healthy'; readonly identity: EngineIdentity | null; readonly isWhole: boolean }
  /** The engine itself says no. */
  | { readonly kind: 'unhealthy'; readonly reason: string }
  /** Nothing was learnt of the engine: it may be gone, or only busy. */
  | { readonly kind: 'no-answer'; readonly reason: string };

export interface ProbeTarget {
  readonly replica: Replica;
  readonly engine: EngineName;
  /** Drafts per step by the configuration. 0: no speculator. Null: it has one, k is not known. */
  readonly draftTokens: number | null;
}

export interface ProbeOptions {
  readonly fetchPage: FetchPage;
  readonly timeoutMs: number;
  readonly wantsIdentity: boolean;
}

/** Asks `/health`, and who it is where that is not known yet. Never rejects. */
export async function probeReplica(
  { replica, engine }: Pick<ProbeTarget, 'replica' | 'engine'>,
  options: ProbeOptions,
): Promise<ProbeFinding> {
  const { fetchPage, timeoutMs, wantsIdentity } = options;
  const { probe } = engineAdapter(engine);
  const health = await fetchPage(replica, '/health', timeoutMs);
  if (!health.ok) return { kind: 'no-answer', reason: `GET /health: ${health.failure}` };
  if (!probe.isHealthy(health.status)) return { kind: 'unhealthy', reason: `GET /health: status ${health.status}` };
  if (!wantsIdentity) return { kind: 'healthy', identity: null, isWhole: false };
  // All at once, so that one page which does not come holds the finding up for one timeout only.
  const fetched = await Promise.all(probe.pages.map((path) => fetchPage(replica, path, timeoutMs)));
  const isWhole = fetched.every((page) => page.ok);
  const pages = new Map<EnginePath, Uint8Array>();
  for (const [index, path] of probe.pages.entries()) {
    const page = fetched[index];
    if (page?.ok === true && page.status === 200) pages.set(path, page.body);
  }
  const identity = probe.identify(pages);
  return { kind: 'healthy', identity, isWhole: isWhole && identity !== null };
}
