import type { Exchange } from '../../../server/exchange.ts';
import { sendWholeAnswer } from '../../../server/send-whole-answer.ts';
import type { ApiError } from '../api-error.ts';
import type { Answer, OpenAiServer } from '../openai-server.ts';
import type { GenerationCall } from '../request/generation-call.ts';
import { OutputMerger } from '../run/output-merger.ts';
import { planSequences, type PlannedPrompt } from '../run/plan-sequences.ts';
import { SequenceRecord } from '../run/sequence-record.ts';
import { SequenceRun, type SequenceSink } from '../run/sequence-run.ts';
import { OpenAiEvents } from './openai-events.ts';
import { randomHex } from './random-hex.ts';
import { readJsonObject } from './read-json-object.ts';

/** `POST /v1/chat/completions` and `POST /v1/completions`. */
export async function handleGeneration(
  exchange: Exchange,
  server: OpenAiServer,
  kind: GenerationCall['kind'],
): Promise<void> {
  const arrivedAtMs = server.clock.now();
  const body = await readJsonObject(exchange);
  if (body.kind === 'gone') return;
  if (body.kind === 'not-an-object') return sendError(exchange, server, server.wire.notAnObject(body.text));
  const reading = server.wire.readCall(kind, body.value);
  if (!reading.ok) return sendError(exchange, server, reading.error);
  const { call } = reading;
  if (exchange.faults.has('overloaded')) return refuse(exchange, server, call, server.wire.overloaded);
  const plan = planSequences(server, call);
  if (!plan.ok) return refuse(exchange, server, call, plan.error);
  const answer: Answer = {
    call,
    server,
    id: idOf(exchange, server),
    created: server.unixSeconds(),
    faults: exchange.faults,
  };
  if (call.stream) streamAnswer(exchange, answer, plan.prompts, arrivedAtMs);
  else answerWhole(exchange, answer, plan.prompts, arrivedAtMs);
}

function refuse(exchange: Exchange, server: OpenAiServer, call: GenerationCall, error: ApiError): void {
  const shown = call.stream ? server.wire.refusalInStream(error) : null;
  if (shown === null) return sendError(exchange, server, error);
  server.books.refused(error.status);
  const events = new OpenAiEvents(server, exchange, () => undefined);
  events.send(shown);
  events.finish();
}

function sendError(exchange: Exchange, server: OpenAiServer, error: ApiError): void {
  server.books.refused(error.status);
  exchange.json(error.status, server.wire.errorJson(error));
}

function streamAnswer(
  exchange: Exchange,
  answer: Answer,
  prompts: readonly PlannedPrompt[],
  arrivedAtMs: number,
): void {
  const { server } = answer;
  const writer = server.wire.openStream(answer);
  let over = false;
  const stop = (): void => {
    over = true;
    for (const run of runs) run.abort();
  };
  const events = new OpenAiEvents(server, exchange, stop);
  let open = prompts.length * answer.call.n;
  const runs = startRuns(exchange, answer, prompts, arrivedAtMs, (record) => {
    const lags = (): boolean => server.mergesOutputs && server.random() < server.frontendLag;
    const outlet = server.mergesOutputs ? events : { isBehind: false, onceDrained: () => undefined };
    const merger = new OutputMerger(outlet, lags, (output) => {
      if (over) return;
      open -= output.finish === null ? 0 : 1;
      const last = open === 0 ? writer.end(runs.map((run) => run.record)) : [];
      events.send([...writer.output(record, output), ...last]);
      if (open > 0) return;
      over = true;
      events.finish();
    });
    return {
      step: (step) => merger.push(step),
      failed(error) {
        if (over) return;
        stop();
        const shown = server.wire.streamError(error);
        if (shown === null) return events.breakOff();
        events.send(shown);
        events.finish();
      },
    };
  });
  abortWhenGone(exchange, answer, stop);
}

function answerWhole(exchange: Exchange, answer: Answer, prompts: readonly PlannedPrompt[], arrivedAtMs: number): void {
  const { server } = answer;
  let open = prompts.length * answer.call.n;
  const runs = startRuns(exchange, answer, prompts, arrivedAtMs, () => ({
    step(step) {
      open -= step.finish === null ? 0 : 1;
      if (open > 0) return;
      const json = JSON.stringify(
        server.wire.whole(
          answer,
          runs.map((run) => run.record),
        ),
      );
      sendWholeAnswer(exchange, server.timers, server.wire.answerHeaders(exchange), json);
    },
    failed(error) {
      for (const run of runs) run.abort();
      sendError(exchange, server, error);
    },
  }));
  abortWhenGone(exchange, answer, () => {
    for (const run of runs) run.abort();
  });
}

/** The list is whole before the first step: the engine never steps inside `submit`. */
function startRuns(
  exchange: Exchange,
  { call, server, faults }: Answer,
  prompts: readonly PlannedPrompt[],
  arrivedAtMs: number,
  sinkOf: (record: SequenceRecord) => SequenceSink,
): readonly SequenceRun[] {
  const rank = server.wire.wantedRank(exchange);
  const name = exchange.header('x-request-id') ?? null;
  return prompts.flatMap(({ ids, request }, at) => {
    const cachedTokens = server.prefixCache?.take(ids) ?? 0;
    return Array.from({ length: call.n }, (_, sequence) => {
      const record = new SequenceRecord({
        index: at * call.n + sequence,
        promptTokens: ids.length,
        cachedTokens,
        maxTokens: request.maxNewTokens,
        streamed: call.stream,
        arrivedAtMs,
      });
      const { seed } = request.sampling;
      const sampling = { ...request.sampling, seed: seed === null ? null : seed + sequence };
      const run = new SequenceRun(server, record, faults, sinkOf(record));
      run.start({ ...request, sampling, name }, server.engine.choose(rank));
      return run;
    });
  });
}

/** Servers that look from time to time learn of it late: the engine works on for nobody until then. */
function abortWhenGone(exchange: Exchange, { call, server }: Answer, abort: () => void): void {
  const { timers, wire } = server;
  const sinceMs = timers.now();
  exchange.onGone(() => {
    const delayMs = wire.noticesAbsence(call, timers.now() - sinceMs);
    if (delayMs === 0) abort();
    else timers.at(timers.now() + delayMs, abort);
  });
}

function idOf(exchange: Exchange, server: OpenAiServer): string {
  const { idHeader } = server.wire;
  const given = idHeader === null ? undefined : exchange.header(idHeader);
  return given ?? randomHex(server.random);
}
