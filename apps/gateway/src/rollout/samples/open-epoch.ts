import {
  addArrival,
  addComparison,
  addRatio,
  addReplicaSeconds,
  addRequest,
  addToUnit,
  emptyBlock,
  emptyRatioSums,
  ExposureRecorder,
} from '@slipstream/statistics';
import type { ArmName, Block, IncidentKind, UnitSoFar } from '@slipstream/statistics';
import type { Method } from '@slipstream/metrics';
import type { RequestRecord } from '../../metering/request-record.ts';
import type { Decision } from '../../ports.ts';
import type { TrafficInForce } from '../traffic-in-force.ts';
import type { AnswerSample } from './answer-sample.ts';
import { EndingPairs } from './ending-pairs.ts';
import { noSamples } from './epoch-samples.ts';
import type { AccelerationSums, EpochSamples } from './epoch-samples.ts';
import { addLately, windowOf } from './late-samples.ts';
import { exposuresPart } from './sample-parts.ts';

/** Units that are remembered; who comes back after so many others counts as new. */
const mostUnits = 100_000;

interface UnitMemory {
  readonly sums: UnitSoFar | undefined;
  /** What went wrong for it already: one bad user is not many. */
  readonly incidents: readonly IncidentKind[];
  /** Whether an answer to it has ended. */
  readonly hasEnded: boolean;
}

/** What this gateway sees of one epoch of a rollout, while it sees it. Times are epoch milliseconds: blocks are the same on all gateways. */
export class OpenEpoch {
  readonly inForce: TrafficInForce;
  readonly #isUnitSticky: boolean;
  readonly #units = new Map<number, UnitMemory>();
  /** Apart from the rest, since every answer changes one of them. By the keys that they have in the evidence. */
  readonly #blocks = new Map<string, Block>();
  readonly #dirty = new Set<string>();
  readonly #endings = new EndingPairs();
  readonly #exposures = new ExposureRecorder();
  #samples = noSamples();

  constructor(inForce: TrafficInForce, isUnitSticky: boolean) {
    this.inForce = inForce;
    this.#isUnitSticky = isUnitSticky;
  }

  get samples(): EpochSamples {
    const { units } = this.#samples.evidence;
    const evidence = { blocks: Object.fromEntries(this.#blocks), units };
    const weight = String(this.inForce.traffic.candidateWeight);
    const exposures = this.#isUnitSticky ? { [weight]: this.#exposures.sketch } : {};
    return { ...this.#samples, evidence, endings: this.#endings.sums, exposures };
  }

  /** A request was given a variant. Those that take no part in the comparison load the replicas, too. */
  arrived({ variant, unit, unitHash, exposure, forced }: Decision, atMs: number): void {
    const arm = this.armOf(variant.name);
    if (arm === null) return;
    if (unit !== 'request' && (exposure || forced)) this.#expose(unitHash, arm);
    const isNew = exposure && (unit === 'request' || !this.#units.has(unitHash));
    if (exposure && unit !== 'request') this.#remember(unitHash, this.#units.get(unitHash) ?? newUnit);
    this.#inBlock(atMs, (block) => addArrival(block, arm, isNew));
  }

  answered(arm: ArmName, record: RequestRecord, sample: AnswerSample, atMs: number): void {
    const { decision } = record;
    const isSticky = this.#isUnitSticky && decision !== null && decision.unit !== 'request';
    const before = isSticky ? (this.#units.get(decision.unitHash) ?? newUnit) : newUnit;
    const incidents = sample.incidents.filter((kind) => !before.incidents.includes(kind));
    const request = { ...sample, incidents, tick: Math.floor(atMs / 1000), concurrency: null };
    this.#inBlock(atMs, (block) => addRequest(block, arm, request));
    if (this.#isUnitSticky) {
      const { units, unit } = addToUnit(this.#samples.evidence.units, arm, before.sums, request);
      this.#samples = { ...this.#samples, evidence: { ...this.#samples.evidence, units } };
      const hasEnded = before.hasEnded || sample.isWhole;
      const memory = { sums: unit, incidents: [...before.incidents, ...incidents], hasEnded };
      if (isSticky) this.#remember(decision.unitHash, memory);
    }
    if (sample.finishReason !== null && !before.hasEnded) this.#endings.add(arm, sample.finishReason !== 'stop');
    this.#countEnd(arm, sample, atMs);
    if (arm === 'candidate') this.#countSteps(record, sample.replica, atMs);
  }

  /** So many replicas of the arm were ready for so long. */
  ready(arm: ArmName, replicaSeconds: number, atMs: number): void {
    if (replicaSeconds > 0) this.#inBlock(atMs, (block) => addReplicaSeconds(block, arm, replicaSeconds));
  }

  /** One prompt of our own, answered by the control, by the control again, and by the candidate. */
  compared(differs: { readonly controlAgain: boolean; readonly candidate: boolean }, atMs: number): void {
    this.#inBlock(atMs, (block) => addComparison(block, differs));
  }

  armOf(variant: string): ArmName | null {
    const { control, candidate } = this.inForce.plan;
    return variant === candidate ? 'candidate' : variant === control ? 'control' : null;
  }

  /** Keys of the blocks that changed since the last call. */
  takeDirty(): readonly string[] {
    const keys = [...this.#dirty];
    this.#dirty.clear();
    return keys;
  }

  /** They could not be kept: to be tried again. */
  putBack(keys: readonly string[]): void {
    for (const key of keys) this.#dirty.add(key);
  }

  /** A client that chooses its variant was exposed to it, though its request takes no part in the comparison. */
  #expose(unitHash: number, arm: ArmName): void {
    if (this.#isCompared && this.#exposures.add(unitHash, arm)) this.#dirty.add(exposuresPart);
  }

  #countEnd(arm: ArmName, { isWhole, isFailed, replica }: AnswerSample, atMs: number): void {
    const { failures, answers, lastAnswerMs } = this.#samples;
    const weight = this.inForce.traffic.candidateWeight;
    const isCandidate = arm === 'candidate';
    if (isFailed) {
      const excess = failures.excess + (isCandidate ? 1 : weight < 1 ? -weight / (1 - weight) : 0);
      this.#samples = { ...this.#samples, failures: { ...failures, [arm]: failures[arm] + 1, excess } };
    }
    if (!isWhole) return;
    this.#samples = { ...this.#samples, lastAnswerMs: { ...lastAnswerMs, [arm]: atMs } };
    if (isCandidate)
      this.#samples = { ...this.#samples, answers: { ...answers, [replica]: (answers[replica] ?? 0) + 1 } };
  }

  #countSteps({ attempts, outcome }: RequestRecord, replica: string, atMs: number): void {
    const figure = outcome === 'ok' ? attempts.at(-1)?.reading?.speculation : null;
    if (!figure || !(figure.sums.steps > 0)) return;
    const method: Method = figure.method;
    const { tokens, steps } = figure.sums;
    const added = (to: AccelerationSums): AccelerationSums => {
      return { ...to, [method]: addRatio(to[method] ?? emptyRatioSums(), tokens, steps) };
    };
    const { acceleration, lately } = this.#samples;
    const window = windowOf(atMs, this.inForce.plan);
    this.#samples = {
      ...this.#samples,
      acceleration: added(acceleration),
      lately: addLately(lately, { window, replica }, added),
    };
  }

  /** Where all units are the candidate's there is nothing to compare. */
  get #isCompared(): boolean {
    const { candidateWeight } = this.inForce.traffic;
    return candidateWeight > 0 && candidateWeight < 1;
  }

  #inBlock(atMs: number, change: (block: Block) => Block): void {
    if (!this.#isCompared) return;
    const { epoch, plan, traffic } = this.inForce;
    const index = Math.floor(atMs / plan.blockMs);
    const key = `${epoch}:${index}`;
    const block = this.#blocks.get(key) ?? emptyBlock({ epoch, index, weight: traffic.candidateWeight });
    this.#blocks.set(key, change(block));
    this.#dirty.add(key);
  }

  #remember(unitHash: number, unit: UnitMemory): void {
    this.#units.delete(unitHash);
    this.#units.set(unitHash, unit);
    if (this.#units.size <= mostUnits) return;
    const [oldest] = this.#units.keys();
    if (oldest !== undefined) this.#units.delete(oldest);
  }
}

const newUnit: UnitMemory = { sums: undefined, incidents: [], hasEnded: false };
