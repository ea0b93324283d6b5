import type { Replica } from '@slipstream/config';
import { detectEngine, diagnose, engineAdapter, tellingPages } from '@slipstream/metrics';
import type { EngineAdapter, EngineName, EnginePath, EnginePages, Evidence } from '@slipstream/metrics';
import type { FetchPage } from '../ports.ts';
import { ExaminationError } from './examination.ts';
import type { Examination } from './examination.ts';
import { readCountersPage } from './read-counters-page.ts';
import type { AskOnce, TrialAnswer } from './trial-answer.ts';
import { trialRequests } from './trial-requests.ts';
import type { TrialOptions } from './trial-requests.ts';

export interface ExamineOptions {
  readonly fetchPage: FetchPage;
  readonly timeoutMs: number;
  /** Null: whatever shows itself. */
  readonly engine: EngineName | null;
  /** Id to ask for; null: what the server names. */
  readonly model: string | null;
  /** Null: no answer is asked for, and nothing is known of answers. */
  readonly ask: AskOnce | null;
}

/**
 * Asks one server all that the gateway would, and says what may be measured of it: by what it showed, not by what its engine
 * could. Sends at most two small requests. It reads no page that reading would empty.
 * @throws ExaminationError where the server cannot be reached, or is none that Slipstream can stand in front of.
 */
export async function examine(replica: Replica, options: ExamineOptions): Promise<Examination> {
  const pages = await fetchPages(replica, tellingPages, options);
  const adapter = options.engine === null ? detectEngine(pages) : engineAdapter(options.engine);
  if (adapter === null) throw notAnEngine(replica);
  const more = adapter.probe.pages.filter((path) => !tellingPages.includes(path));
  const all = new Map([...pages, ...(await fetchPages(replica, more, options))]);
  const first = adapter.probe.identify(all);
  const notes: string[] = [...strangeness(adapter, all)];
  const context = { draftTokens: first?.speculation === false ? 0 : (first?.draftTokens ?? null) };
  const answers = await tryAnswers({ adapter, identity: first, context, model: options.model, ask: options.ask });
  const page = await readCountersPage(replica, adapter, options);
  // A TGI that has just speculated shows by its counters that it does.
  if (adapter.metricsPath !== null && page?.body) all.set(adapter.metricsPath, page.body);
  const identity = adapter.probe.identify(all);
  const evidence: Evidence = {
    identity,
    stream: answers?.stream.reading ?? null,
    whole: answers?.whole.reading ?? null,
    counters: page?.counters ?? null,
    load: page?.load ?? null,
  };
  notes.push(...(answers === null ? ['no request was made: nothing is known of its answers'] : failures(answers)));
  if (page?.problem !== undefined) notes.push(page.problem);
  const findings = diagnose(adapter, evidence);
  return { url: replica.url.origin, engine: adapter.engine, identity, notes, findings };
}

interface Trial extends TrialOptions {
  readonly ask: AskOnce | null;
}

type Answers = Readonly<Record<'stream' | 'whole', TrialAnswer>>;

/** A chat, or where the server has no chat a completion. */
async function tryAnswers({ ask, ...trial }: Trial): Promise<Answers | null> {
  if (ask === null) return null;
  const chat = trialRequests(trial, 'chat');
  const stream = await ask(chat.stream);
  if (stream.reading !== null) return { stream, whole: await ask(chat.whole) };
  const completion = trialRequests(trial, 'completions');
  const again = await ask(completion.stream);
  if (again.reading === null) return { stream, whole: await ask(chat.whole) };
  return { stream: again, whole: await ask(completion.whole) };
}

function failures({ stream, whole }: Answers): string[] {
  const named = [
    ['a stream', stream.problem],
    ['an answer in one piece', whole.problem],
  ] as const;
  return named.flatMap(([what, problem]) => (problem === null ? [] : [`${what} could not be had: ${problem}`]));
}

async function fetchPages(
  replica: Replica,
  paths: readonly EnginePath[],
  { fetchPage, timeoutMs }: ExamineOptions,
): Promise<EnginePages> {
  const pages = new Map<EnginePath, Uint8Array>();
  const failed: string[] = [];
  for (const path of paths) {
    const page = await fetchPage(replica, path, timeoutMs);
    if (!page.ok) failed.push(page.failure);
    else if (page.status === 401 || page.status === 403) throw refused(replica, path, page.status);
    else if (page.status === 200) pages.set(path, page.body);
  }
  const [first] = failed;
  if (first !== undefined && failed.length === paths.length) {
    throw new ExaminationError(
      'unreachable',
      `${replica.url.origin} cannot be reached: ${first}. Is the server up, and is this its address?`,
    );
  }
  return pages;
}

function refused(replica: Replica, path: string, status: number): ExaminationError {
  return new ExaminationError('refused', `${replica.url.origin} refused GET ${path} (status ${status}).`);
}

function notAnEngine(replica: Replica): ExaminationError {
  return new ExaminationError(
    'no-engine',
    `${replica.url.origin} answers, but is no LLM server that Slipstream knows: none of ${tellingPages.join(', ')} was answered as ` +
      'one would. Give the address of the engine itself, without a path; or say which engine it is.',
  );
}

function strangeness({ engine }: EngineAdapter, pages: EnginePages): string[] {
  const found = detectEngine(pages)?.engine ?? null;
  if (found === null || found === engine || found === 'generic') return [];
  return [`the server shows itself to be ${found}, and was read as ${engine}`];
}
