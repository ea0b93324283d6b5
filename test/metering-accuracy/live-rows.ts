import { Agent, get, request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { ArrivalCalibration, ArrivalHabits, engineAdapter } from '@slipstream/metrics';
import type { SpeculationFigure } from '@slipstream/metrics';
import { parsePrometheusText } from '@slipstream/wire';
import type { AccuracyRow, Bars } from './accuracy-row.ts';
import { pooledOnly } from './accuracy-row.ts';
import { AccuracySums } from './accuracy-sums.ts';
import { startBusyTimes } from './busy-times.ts';
import { startEngineChild } from './engine-child.ts';
import { promptTurn } from './prompt-turns.ts';
import { starveHost } from './starve-host.ts';

interface Case {
  readonly users: number;
  readonly answers: number;
  readonly draftTokens: number;
  /** How many times faster than the machine it plays: 4 makes steps of 5 to 10 ms. */
  readonly timeScale: number;
  /** Mean length of times in which the reading process does something else, ms; a fifth of all time. */
  readonly busyMs: number;
  /** Endless loops beside it, which it has to share the cores with. */
  readonly loops?: number;
  readonly bars: Bars | null;
}

const cases: readonly Case[] = [
  { users: 1, answers: 12, draftTokens: 4, timeScale: 1, busyMs: 0, bars: pooledOnly },
  { users: 8, answers: 104, draftTokens: 4, timeScale: 1, busyMs: 0, bars: pooledOnly },
  { users: 32, answers: 192, draftTokens: 3, timeScale: 1, busyMs: 0, bars: pooledOnly },
  { users: 32, answers: 192, draftTokens: 3, timeScale: 4, busyMs: 0, bars: null },
  { users: 8, answers: 160, draftTokens: 4, timeScale: 4, busyMs: 3, bars: null },
  { users: 8, answers: 160, draftTokens: 4, timeScale: 4, busyMs: 10, bars: null },
  { users: 8, answers: 160, draftTokens: 4, timeScale: 4, busyMs: 0, loops: 4, bars: null },
];

/** An emulated TGI in another process, read through TGI's own tap. Not deterministic: the machine takes part. */
export async function liveRows(quick: boolean, say: (line: string) => void): Promise<AccuracyRow[]> {
  const rows: AccuracyRow[] = [];
  for (const each of quick ? cases.filter(({ timeScale, loops }) => timeScale > 1 && loops === undefined) : cases) {
    say(`  ${nameOf(each)} …`);
    rows.push(await liveRow(each));
  }
  return rows;
}

async function liveRow(each: Case): Promise<AccuracyRow> {
  const { users, answers, draftTokens, timeScale, busyMs, loops = 0, bars } = each;
  const engine = await startEngineChild(
    ['--engine', 'tgi-2.2', '--speculator', 'mlp', '--speculate', String(draftTokens), '--jitter', '0.2'].concat([
      '--time-scale',
      String(timeScale),
    ]),
  );
  const agent = new Agent({ keepAlive: true });
  const habits = new ArrivalHabits();
  const figures = new Map<number, SpeculationFigure | null>();
  const calibration = new ArrivalCalibration();
  const feedHost = await starveHost(loops);
  const stopBusy = startBusyTimes(busyMs, 4 * busyMs);
  let next = 0;
  const user = async (): Promise<void> => {
    while (next < answers) {
      const index = next;
      next += 1;
      figures.set(index, await readAnswer(engine.url, agent, index, draftTokens, habits));
      calibration.mark(estimatedSums(figures), await countedSums(engine.url, agent));
    }
  };
  try {
    await Promise.all(Array.from({ length: users }, user));
  } finally {
    stopBusy();
    await feedHost();
    agent.destroy();
    engine.stop();
  }
  const sums = new AccuracySums();
  for (const [index, figure] of figures) {
    const steps = engine.truths.get(index);
    if (steps === undefined) throw new Error(`the engine never finished answer ${String(index)}`);
    const standardError = Math.sqrt(figure?.stepsVariance ?? 0);
    sums.add(figure === null ? null : { steps: figure.sums.steps, standardError }, steps);
  }
  return { group: 'over sockets, in real time', name: nameOf(each), ...sums.row(calibration.result), bars };
}

function nameOf({ users, draftTokens, timeScale, busyMs, loops = 0 }: Case): string {
  const steps = timeScale === 1 ? 'steps of 20 to 40 ms' : 'steps of 5 to 10 ms';
  const busy = busyMs === 0 ? '' : `, reading process busy 20 % of the time, ${String(busyMs)} ms each`;
  const starved = loops === 0 ? '' : `, ${String(loops)} busy loops beside it`;
  return `${String(users)} users, k = ${String(draftTokens)}, ${steps}${busy}${starved}`;
}

async function readAnswer(
  url: string,
  agent: Agent,
  index: number,
  draftTokens: number,
  habits: ArrivalHabits,
): Promise<SpeculationFigure | null> {
  const messages = [{ role: 'user', content: promptTurn(index) }];
  const body = JSON.stringify({ model: 'tgi', stream: true, temperature: 0, max_tokens: 200, messages });
  const answer = await answerTo(url, agent, body);
  const tap = engineAdapter('tgi').openTap({ route: 'chat', draftTokens, habits });
  for await (const chunk of answer) tap.push(chunk as Uint8Array, performance.now());
  const reading = tap.finish(performance.now());
  if (reading.end !== 'complete') throw new Error(`answer ${String(index)} ended ${reading.end}`);
  return reading.speculation;
}

function answerTo(url: string, agent: Agent, body: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' };
    request(`${url}/v1/chat/completions`, { agent, method: 'POST', headers }, resolve).once('error', reject).end(body);
  });
}

function estimatedSums(figures: ReadonlyMap<number, SpeculationFigure | null>): { tokens: number; steps: number } {
  let [tokens, steps] = [0, 0];
  for (const figure of figures.values()) {
    tokens += figure?.sums.tokens ?? 0;
    steps += figure?.sums.steps ?? 0;
  }
  return { tokens, steps };
}

async function countedSums(url: string, agent: Agent): Promise<{ tokens: number; steps: number }> {
  const page = await new Promise<IncomingMessage>((resolve, reject) => {
    get(`${url}/metrics`, { agent }, resolve).once('error', reject);
  });
  page.setEncoding('utf8');
  let text = '';
  for await (const chunk of page) text += chunk as string;
  const parsed = parsePrometheusText(text);
  if (!parsed.ok) throw new Error(`/metrics: ${parsed.issue.message}`);
  const { steps, accepted } = engineAdapter('tgi').readCounters(parsed.page);
  return { tokens: (steps ?? 0) + (accepted ?? 0), steps: steps ?? 0 };
}
