import { Agent, get, request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { ArrivalCalibration, ArrivalHabits } from '@slipstream/metrics';
import type { StepEstimate, StepSums } from '@slipstream/metrics';
import { parsePrometheusText } from '@slipstream/wire';
import type { AccuracyRow, Bars } from './accuracy-row.ts';
import { pooledOnly } from './accuracy-row.ts';
import { AccuracySums } from './accuracy-sums.ts';
import { startBusyTimes } from './busy-times.ts';
import { startEngineChild } from './engine-child.ts';
import { liveLlamacpp, liveTgi } from './live-engine.ts';
import type { LiveEngine } from './live-engine.ts';
import { promptTurn } from './prompt-turn.ts';
import { starveHost } from './starve-host.ts';

interface Case {
  readonly engine: LiveEngine;
  readonly users: number;
  readonly answers: number;
  readonly draftTokens: number;
  /** How many times faster than the machine it plays: 4 makes steps of 5 to 10 ms. */
  readonly timeScale: 1 | 4;
  /** Mean length of times in which the reading process does something else, ms; a fifth of all time. */
  readonly busyMs: number;
  /** Endless loops beside it, which it has to share the cores with. */
  readonly loops: number;
  readonly bars: Bars | null;
}

const usual = { engine: liveTgi, draftTokens: 4, timeScale: 1, busyMs: 0, loops: 0, bars: pooledOnly } as const;
const fast = { ...usual, timeScale: 4, bars: null } as const;

const cases: readonly Case[] = [
  { ...usual, users: 1, answers: 12 },
  { ...usual, users: 8, answers: 104 },
  { ...usual, users: 32, answers: 192, draftTokens: 3 },
  { ...usual, users: 8, answers: 104, engine: liveLlamacpp },
  { ...fast, users: 32, answers: 192, draftTokens: 3 },
  { ...fast, users: 8, answers: 160, engine: liveLlamacpp },
  { ...fast, users: 8, answers: 160, busyMs: 3 },
  { ...fast, users: 8, answers: 160, busyMs: 10 },
  { ...fast, users: 8, answers: 160, loops: 4 },
];

/** Emulated servers in another process, over sockets. Not deterministic: the machine takes part. */
export async function liveRows(quick: boolean, say: (line: string) => void): Promise<AccuracyRow[]> {
  const rows: AccuracyRow[] = [];
  for (const each of quick ? cases.filter(({ timeScale, loops }) => timeScale > 1 && loops === 0) : cases) {
    say(`  ${nameOf(each)} …`);
    rows.push(await liveRow(each));
  }
  return rows;
}

interface Read {
  readonly estimate: StepEstimate | null;
  readonly tokens: number;
}

async function liveRow(each: Case): Promise<AccuracyRow> {
  const { engine, draftTokens, timeScale } = each;
  const options = { speculate: draftTokens, jitter: 0.2, 'time-scale': timeScale };
  const child = await startEngineChild([
    ...engine.args,
    ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]),
  ]);
  const feedHost = await starveHost(each.loops);
  const stopBusy = startBusyTimes(each.busyMs, 4 * each.busyMs);
  const agent = new Agent({ keepAlive: true });
  const calibration = new ArrivalCalibration();
  const reads = new Map<number, Read>();
  const sums = new AccuracySums();
  try {
    await readAnswers(each, { url: child.url, agent, calibration, reads });
    const truth = await child.steps();
    for (const [index, { estimate }] of reads) {
      const steps = truth.get(String(index));
      if (steps === undefined) throw new Error(`the engine never finished answer ${String(index)}`);
      sums.add(estimate, steps);
    }
  } finally {
    stopBusy();
    await feedHost();
    agent.destroy();
    await child.stop();
  }
  return { group: 'over sockets, in real time', name: nameOf(each), ...sums.row(calibration.result), bars: each.bars };
}

function nameOf({ engine, users, draftTokens, timeScale, busyMs, loops }: Case): string {
  const steps = timeScale === 1 ? 'steps of 20 to 40 ms' : 'steps of 5 to 10 ms';
  const busy = busyMs === 0 ? '' : `, reading process busy 20 % of the time, ${String(busyMs)} ms each`;
  const starved = loops === 0 ? '' : `, ${String(loops)} busy loops beside it`;
  return `${engine.label}: ${String(users)} users, k = ${String(draftTokens)}, ${steps}${busy}${starved}`;
}

/** Closed loop: each user asks anew when answered. The counters are read after each answer. */
async function readAnswers(
  { engine, users, answers, draftTokens }: Case,
  to: {
    readonly url: string;
    readonly agent: Agent;
    readonly calibration: ArrivalCalibration;
    readonly reads: Map<number, Read>;
  },
): Promise<void> {
  const habits = new ArrivalHabits();
  let next = 0;
  const user = async (): Promise<void> => {
    while (next < answers) {
      const index = next;
      next += 1;
      const answer = await answerTo(to.url, to.agent, index);
      const stream = engine.open(draftTokens, habits);
      for await (const chunk of answer) stream.push(chunk as Uint8Array, performance.now());
      to.reads.set(index, stream.finish(performance.now()));
      to.calibration.mark(estimatedSums(to.reads), await countedSums(engine, to.url, to.agent));
    }
  };
  await Promise.all(Array.from({ length: users }, user));
}

function answerTo(url: string, agent: Agent, index: number): Promise<IncomingMessage> {
  const messages = [{ role: 'user', content: promptTurn(index) }];
  const body = JSON.stringify({ model: 'tgi', stream: true, temperature: 0, max_tokens: 200, messages });
  const headers = { 'content-type': 'application/json', 'x-request-id': String(index) };
  return new Promise((resolve, reject) => {
    request(`${url}/v1/chat/completions`, { agent, method: 'POST', headers }, resolve).once('error', reject).end(body);
  });
}

function estimatedSums(reads: ReadonlyMap<number, Read>): StepSums {
  let sums = { tokens: 0, steps: 0 };
  for (const { estimate, tokens } of reads.values()) {
    if (estimate !== null) sums = { tokens: sums.tokens + tokens, steps: sums.steps + estimate.steps };
  }
  return sums;
}

async function countedSums(engine: LiveEngine, url: string, agent: Agent): Promise<StepSums> {
  const page = await new Promise<IncomingMessage>((resolve, reject) => {
    get(`${url}/metrics`, { agent }, resolve).once('error', reject);
  });
  page.setEncoding('utf8');
  let text = '';
  for await (const chunk of page) text += chunk as string;
  const parsed = parsePrometheusText(text);
  if (!parsed.ok) throw new Error(`/metrics: ${parsed.issue.message}`);
  return engine.counted(parsed.page);
}
