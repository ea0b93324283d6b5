import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkAnswers } from './load/check-answers.ts';
import type { CheckedAnswers } from './load/check-answers.ts';
import { SubjectFault } from './load/subject-fault.ts';
import { untilAnswering } from './load/until-answering.ts';
import { startDiscardingCollector } from './processes/discarding-collector.ts';
import { freePort } from './processes/free-port.ts';
import { serve } from './processes/serve.ts';
import { newOutcome } from './report/outcome.ts';
import type { Outcome } from './report/outcome.ts';
import { SubjectMissing } from './subjects/subject-missing.ts';
import type { RunningSubject, Subject } from './subjects/subject.ts';

/** A subject that runs and has answered rightly. */
export interface Contestant {
  readonly running: RunningSubject;
  readonly checked: CheckedAnswers;
}

export type Say = (line: string) => void;

/** What all subjects share: one upstream, one collector, one folder, one list of outcomes. */
export class Contest {
  readonly outcomes = new Map<Subject, Outcome>();
  readonly say: Say;
  readonly #node: readonly string[];
  readonly #folder = mkdtempSync(join(tmpdir(), 'slipstream-perf-'));
  readonly #closers: (() => void | Promise<void>)[] = [];
  #ports = { upstreamPort: 0, collectorPort: 0 };
  #starts = 0;

  constructor(options: { readonly say: Say; readonly node: readonly string[] }) {
    this.say = options.say;
    this.#node = options.node;
  }

  async open(): Promise<void> {
    const port = await freePort();
    const upstream = await serve({
      command: [process.execPath, join(import.meta.dirname, 'upstream', 'main.ts'), String(port)],
      core: 'load',
      port,
      logFile: join(this.#folder, 'upstream.log'),
    });
    const collector = await startDiscardingCollector();
    this.#closers.push(
      () => upstream.stop(),
      () => collector.stop(),
    );
    this.#ports = { upstreamPort: port, collectorPort: collector.port };
  }

  /** Everything that was started, whatever became of it. */
  async close(): Promise<void> {
    for (const close of this.#closers.toReversed()) await close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async prepare(subject: Subject): Promise<void> {
    try {
      this.outcomes.set(subject, newOutcome(subject, await subject.prepare()));
    } catch (error) {
      if (!(error instanceof SubjectMissing)) throw error;
      const outcome = newOutcome(subject, '');
      this.outcomes.set(subject, outcome);
      this.#leaveOut(outcome, 'missing', error.message);
    }
  }

  /** Starts a subject and sees to it that it answers rightly; null where it does not. */
  async start(subject: Subject, node: readonly string[] = this.#node): Promise<Contestant | null> {
    this.#starts += 1;
    const folder = join(this.#folder, `${this.#starts}-${subject.name}`);
    mkdirSync(folder);
    const running = await subject.start({ ...this.#ports, folder, node });
    this.#closers.push(() => running.stop());
    await untilAnswering(running.target);
    const checked = await this.attempt(subject, () => checkAnswers(running.target));
    return checked === null ? null : { running, checked };
  }

  /** Runs a measurement of a subject that is still in; a wrong answer takes the subject out. */
  async attempt<T>(subject: Subject, measure: () => Promise<T>): Promise<T | null> {
    const outcome = this.outcomes.get(subject);
    if (outcome === undefined || outcome.failure !== null) return null;
    try {
      return await measure();
    } catch (error) {
      if (!(error instanceof SubjectFault)) throw error;
      this.#leaveOut(outcome, 'wrong', error.message);
      return null;
    }
  }

  #leaveOut(outcome: Outcome, kind: 'missing' | 'wrong', reason: string): void {
    outcome.failure = { kind, reason };
    this.say(`\n!! ${outcome.name} IS LEFT OUT (${kind}): ${reason}\n`);
  }
}
