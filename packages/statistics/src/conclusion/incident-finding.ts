import { stoppedEvidence } from '../e-process/stopped-evidence.ts';
import type { Alternative } from '../e-process/rate-ratio-process.ts';
import { eValue } from './e-value.ts';
import type { Block, IncidentKind } from './evidence.ts';
import type { Finding } from './finding.ts';
import { round } from './in-words.ts';
import type { CountedEvents } from './observed-run.ts';

/**
 * Most is staked on a multiple that must be found at once, some on what can wait. From 1 % to 5 % of failures this needs a
 * seventh fewer requests than equal priors on six ratios would, from 1 % to 2 % as many (`npm run simulate -- --world errors`).
 */
const harms: readonly Alternative[] = [
  { ratio: 1.25, prior: 0.05 },
  { ratio: 2, prior: 0.15 },
  { ratio: 6, prior: 0.8 },
];

const words = { error: ['errors', 'errors'], 'slo-miss': ['slo-misses', 'missed service levels'] } as const;

/**
 * Do errors (or misses of the service level) fall on the candidate more often than its share? Fails at e-value ≥ 1/α_g, at
 * once, also inside a block. Passes on the absence of such evidence: a guardrail finds harm, it does not prove its absence.
 */
export function incidentFinding(run: CountedEvents, kind: IncidentKind): Finding {
  const [check, name] = words[kind];
  const incidents = countedIncidents(run.blocks, kind);
  const limit = 1 / run.plan.guardrailAlpha;
  const log = stoppedEvidence(incidents, harms, limit);
  const isWorse = log >= Math.log(limit);
  const candidateEvents = incidents.filter(({ isCandidate }) => isCandidate).length;
  const controlEvents = incidents.length - candidateEvents;
  const counts = `${candidateEvents} incidents on the candidate, ${controlEvents} on the control`;
  return {
    check,
    verdict: isWorse ? 'fail' : 'pass',
    quantity: 'e-value',
    lower: null,
    estimate: eValue(log),
    upper: null,
    bound: limit,
    reason: `${name}: ${counts}, evidence ${round(eValue(log))} of ${round(limit)}`,
    numbers: { candidateIncidents: candidateEvents, controlIncidents: controlEvents, logEvidence: log },
  };
}

/**
 * Events of one replica in one tick, or in the tick after a counted one, are one incident: a process that dies takes forty
 * streams with it, and that is one death. Given how many replicas have one in a tick, those of the candidate are a draw without
 * replacement, for which the factors' expectation is at most that of independent draws (Hoeffding 1963, theorem 4): so the
 * evidence is valid also where incidents are frequent, if the load per replica is equal.
 */
function countedIncidents(blocks: readonly Block[], kind: IncidentKind): readonly Incident[] {
  const lastCounted = new Map<string, number>();
  return incidentsInOrder(blocks, kind).filter(({ tick, replica }) => {
    if (tick <= (lastCounted.get(replica) ?? Number.NEGATIVE_INFINITY) + 1) return false;
    lastCounted.set(replica, tick);
    return true;
  });
}

interface Incident {
  readonly tick: number;
  readonly replica: string;
  readonly isCandidate: boolean;
  readonly weight: number;
}

function incidentsInOrder(blocks: readonly Block[], kind: IncidentKind): readonly Incident[] {
  return blocks
    .flatMap(({ arms, weight }) =>
      (['control', 'candidate'] as const).flatMap((arm) =>
        Object.entries(arms[arm].incidents[kind]).flatMap(([replica, ticks]) =>
          ticks.map((tick) => ({ tick, replica, isCandidate: arm === 'candidate', weight })),
        ),
      ),
    )
    .toSorted((a, b) => a.tick - b.tick);
}
