import type { AdminRole } from '@slipstream/config';
import type { ConsoleSources } from '../console-sources.ts';
import { actionBar } from '../views/action-bar.ts';
import { auditLog } from '../views/audit-log.ts';
import { banners } from '../views/banners.ts';
import { breakdowns } from '../views/breakdown.ts';
import { guardrailTable } from '../views/guardrail-table.ts';
import type { Fragments } from '../views/live-page.ts';
import { pageHead } from '../views/page-head.ts';
import { replicaTable } from '../views/replica-table.ts';
import { sidebar } from '../views/sidebar.ts';
import { stepper } from '../views/stepper.ts';
import { variantCards } from '../views/variant-cards.ts';
import type { AuditLogs } from './audit-logs.ts';
import type { Subject } from './subject.ts';
import { variantLines } from './variant-line.ts';

export interface FragmentParts {
  readonly sources: ConsoleSources;
  readonly logs: AuditLogs;
  readonly wallMs: number;
}

/** All that changes by itself on a page, made anew. Null subject: only what is on every page. */
export async function pageFragments(
  subject: Subject | null,
  role: AdminRole,
  { sources, logs, wallMs }: FragmentParts,
): Promise<Fragments> {
  const config = sources.config();
  const { rollouts, history } = sources;
  const common: Fragments = {
    'live-nav': sidebar(config, rollouts.rollouts(), subject),
    'live-banners': banners({ brake: rollouts.brake.pulled, away: rollouts.away, role }),
  };
  const model = subject === null ? undefined : config.models.get(subject.model);
  if (subject === null || model === undefined) return common;
  const rollout = subject.kind === 'rollout' ? rollouts.rollout(subject.name) : null;
  const events = rollout === null ? [] : await logs.of(rollout);
  const lines = variantLines(sources, { model, rollout, events: events ?? [] });
  const quietMs = history.lastAnswerWallMs === null ? null : Math.max(0, wallMs - history.lastAnswerWallMs);
  const byConcurrency = sources.conclusions(model.name, 'concurrency');
  const rowsBy = {
    class: sources.conclusions(model.name, 'class'),
    length: sources.conclusions(model.name, 'length'),
    concurrency: byConcurrency,
  };
  const lastEvent = events?.at(-1) ?? null;
  const replicas = sources.replicas().filter((one) => one.model === model.name);
  const { isLeading } = rollouts;
  return {
    ...common,
    'live-head': pageHead({ title: subject.name, model: model.name, rollout, lines, isLeading, lastEvent, quietMs }),
    'live-variants': variantCards(lines),
    'live-breakdown': breakdowns(rowsBy, lines),
    'live-replicas': replicaTable(replicas),
    ...(rollout === null
      ? {}
      : {
          'live-actions': actionBar(rollout, role),
          'live-steps': stepper(rollout, lines, events ?? []),
          'live-checks': guardrailTable(rollout.report?.verdicts ?? []),
          'live-log': auditLog(events),
        }),
  };
}
