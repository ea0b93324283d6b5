import type { EngineName, Replica } from '@slipstream/config';
import { readTgiInfo } from '@slipstream/wire';
import type { TgiInfo } from '@slipstream/wire';
import type { FetchPage } from '../ports.ts';

/** One look at a replica. */
export type ProbeFinding =
  /** `info` is null where the engine has none, or did not give it this time. */
  | { readonly kind: 'healthy'; readonly info: TgiInfo | null }
  /** The engine itself says no. */
  | { readonly kind: 'unhealthy'; readonly reason: string }
  /** Nothing was learnt of the engine: it may be gone, or only busy. */
  | { readonly kind: 'no-answer'; readonly reason: string };

export interface ProbeTarget {
  readonly replica: Replica;
  readonly engine: EngineName;
}

/** Asks `/health`, and `/info` where it is TGI and its version is not known yet. Never rejects. */
export async function probeReplica(
  { replica, engine }: ProbeTarget,
  options: { readonly fetchPage: FetchPage; readonly timeoutMs: number; readonly wantsInfo: boolean },
): Promise<ProbeFinding> {
  const { fetchPage, timeoutMs, wantsInfo } = options;
  const health = await fetchPage(replica, '/health', timeoutMs);
  if (!health.ok) return { kind: 'no-answer', reason: `GET /health: ${health.failure}` };
  if (!isHealthy(health.status, engine)) return { kind: 'unhealthy', reason: `GET /health: status ${health.status}` };
  if (engine !== 'tgi' || !wantsInfo) return { kind: 'healthy', info: null };
  const page = await fetchPage(replica, '/info', timeoutMs);
  return { kind: 'healthy', info: page.ok && page.status === 200 ? readInfo(page.body) : null };
}

function isHealthy(status: number, engine: EngineName): boolean {
  if (status >= 200 && status < 300) return true;
  // A plain OpenAI server need not have the route: that it answers is all there is to learn.
  return engine === 'generic' && (status === 404 || status === 405);
}

function readInfo(body: Uint8Array): TgiInfo | null {
  try {
    return readTgiInfo(JSON.parse(new TextDecoder().decode(body)));
  } catch {
    return null;
  }
}
