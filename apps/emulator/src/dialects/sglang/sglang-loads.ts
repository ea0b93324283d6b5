import type { RankedEngine } from '../../engine/ranked-engine.ts';
import type { SglangMetrics } from './sglang-metrics.ts';
import type { SglangSettings } from './sglang-settings.ts';

type Section = Readonly<Record<string, unknown>>;

/** One rank as `GET /v1/loads` tells it: the load as it is, the speculation as of the last set of statistics. */
function rankLoad(
  engine: RankedEngine,
  metrics: SglangMetrics,
  settings: SglangSettings,
  rank: number,
  include: ReadonlySet<string>,
): Section {
  const { running, waiting, heldTokens, roomTokens } = engine.ranks[rank]?.load() ?? engine.load();
  const scheduler = metrics.schedulers[rank];
  const wants = (section: string): boolean => include.has('all') || include.has(section);
  const core = {
    num_running_reqs: running,
    num_waiting_reqs: waiting,
    num_total_reqs: running + waiting,
    num_used_tokens: heldTokens,
    max_total_num_tokens: roomTokens,
    token_usage: heldTokens / roomTokens,
    gen_throughput: scheduler?.stats?.throughput ?? 0,
    cache_hit_rate: scheduler?.stats?.cacheHitRate ?? 0,
    utilization: running / settings.maxRunning,
    max_running_requests: settings.maxRunning,
  };
  const speculates = settings.algorithm !== null && wants('spec');
  const speculative = {
    accept_length: scheduler?.lifetimeAcceptLength ?? 0,
    accept_rate: scheduler?.stats?.acceptRate ?? 0,
  };
  return { dp_rank: rank, ...(wants('core') ? core : {}), ...(speculates ? { speculative } : {}) };
}

/** The ranks asked for; null: there is no such rank. */
export function sglangLoads(
  engine: RankedEngine,
  metrics: SglangMetrics,
  settings: SglangSettings,
  query: URLSearchParams,
): readonly Section[] | null {
  const include = new Set((query.get('include') ?? 'all').split(',').map((section) => section.trim()));
  const wanted = query.get('dp_rank');
  const ranks = engine.ranks.map((_, rank) => rank).filter((rank) => wanted === null || String(rank) === wanted);
  if (ranks.length === 0) return null;
  return ranks.map((rank) => rankLoad(engine, metrics, settings, rank, include));
}

/** `format=prometheus`: names with underscores where the metrics page has a colon. */
export function loadsPage(loads: readonly Section[]): string {
  const samples = new Map<string, string[]>();
  const add = (name: string, rank: unknown, value: unknown): void => {
    if (typeof value !== 'number') return;
    const lines = samples.get(name) ?? [];
    lines.push(`${name}{dp_rank="${String(rank)}"} ${value}`);
    samples.set(name, lines);
  };
  for (const { dp_rank: rank, speculative, ...core } of loads) {
    for (const [key, value] of Object.entries(core)) add(`sglang_${key}`, rank, value);
    for (const [key, value] of Object.entries((speculative as Section | undefined) ?? {})) {
      add(`sglang_spec_${key}`, rank, value);
    }
  }
  return [...samples].map(([name, lines]) => `# TYPE ${name} gauge\n${lines.join('\n')}\n`).join('');
}
