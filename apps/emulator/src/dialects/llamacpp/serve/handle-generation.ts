import type { EngineToken, GenerationRequest } from '../../../engine/engine.ts';
import type { Exchange } from '../../../server/exchange.ts';
import { sendWholeAnswer } from '../../../server/send-whole-answer.ts';
import { errorJson, type LlamaError, sendLlamaError, sendServerError } from '../llama-error.ts';
import type { LlamaServer } from '../llamacpp-server.ts';
import type { LlamaCall } from '../request/llama-call.ts';
import { readLlamaCall } from '../request/read-llama-call.ts';
import { GenerationRun, type RunSink } from '../run/generation-run.ts';
import { planGenerations } from '../run/plan-generations.ts';
import { completionId, type LlamaAnswer } from '../wire/answer-head.ts';
import { ChoiceStream } from '../wire/choice-stream.ts';
import { type FinishedChoice, wholeAnswer } from '../wire/whole-answer.ts';
import { TokenStream } from './token-stream.ts';

const BODY_LIMIT_BYTES = 64_000_000;
/** How often a handler that waits for results looks whether its client is there (`HTTP_POLLING_SECONDS`). */
const POLL_MS = 1000;

/** `POST /v1/chat/completions` and `POST /v1/completions`. */
export async function handleGeneration(
  exchange: Exchange,
  server: LlamaServer,
  kind: LlamaCall['kind'],
): Promise<void> {
  const body = await exchange.readBody(BODY_LIMIT_BYTES);
  if (body.kind === 'gone') return;
  const reading = readLlamaCall(kind, body.kind === 'whole' ? new TextDecoder().decode(body.bytes) : '');
  if (!reading.ok) return sendLlamaError(exchange, reading.error);
  if (exchange.faults.has('overloaded')) {
    return sendServerError(exchange, { type: 'unavailable_error', message: 'Loading model' });
  }
  const { call } = reading;
  const plan = planGenerations(server, call, exchange.header('x-request-id') ?? null);
  if (!plan.ok) return sendLlamaError(exchange, plan.error);
  const answer: LlamaAnswer = { server, call, id: completionId(server.random), faults: exchange.faults };
  if (call.stream) streamAnswer(exchange, answer, plan.requests);
  else answerWhole(exchange, answer, plan.requests);
}

function streamAnswer(exchange: Exchange, answer: LlamaAnswer, requests: readonly GenerationRequest[]): void {
  const { server } = answer;
  let open = requests.length;
  let over = false;
  const stop = (): void => {
    over = true;
    forget();
    for (const run of runs) run.abort();
  };
  const stream = new TokenStream(server, exchange, stop);
  const runs = startRuns(answer, requests, (run, index) => {
    const choice = new ChoiceStream(answer, index, run().stats);
    return {
      started: () => {
        if (!over && server.traits.streamHead === 'with-slot') stream.open();
      },
      step(step) {
        if (over) return;
        for (const events of choice.step(step)) stream.send(events);
        open -= step.finish === null ? 0 : 1;
        if (open > 0) return;
        over = true;
        forget();
        stream.finish('data: [DONE]\n\n');
      },
      failed(error) {
        if (over) return;
        stop();
        failStream(exchange, stream, error);
      },
    };
  });
  const forget = keepConversation(exchange, answer, stop);
  exchange.onGone(() => {
    stream.stop();
    // A stream of a conversation can be taken up again: it goes on for nobody.
    if (exchange.header('x-conversation-id') === undefined) stop();
  });
}

/** Before the head an error is an answer of its own; after it, an event, and the stream ends without `[DONE]`. */
function failStream(exchange: Exchange, stream: TokenStream, error: LlamaError): void {
  if (!stream.isOpen) return sendLlamaError(exchange, error);
  stream.send([`data: ${errorJson(error)}\n\n`]);
  stream.finish('');
}

/** Remembers how to stop the stream of a conversation; returns what forgets it again. */
function keepConversation(exchange: Exchange, { server }: LlamaAnswer, stop: () => void): () => void {
  const id = exchange.header('x-conversation-id');
  if (id === undefined) return () => undefined;
  server.conversations.set(id, stop);
  return () => {
    if (server.conversations.get(id) === stop) server.conversations.delete(id);
  };
}

function answerWhole(exchange: Exchange, answer: LlamaAnswer, requests: readonly GenerationRequest[]): void {
  const { server } = answer;
  const finished: FinishedChoice[] = [];
  let open = requests.length;
  const runs = startRuns(answer, requests, (run, index) => {
    const tokens: EngineToken[] = [];
    return {
      started: () => undefined,
      step(step) {
        tokens.push(...step.tokens);
        if (step.finish === null) return;
        finished[index] = { tokens, finish: step.finish, stats: run().stats };
        open -= 1;
        if (open > 0) return;
        const json = JSON.stringify(wholeAnswer(answer, finished));
        sendWholeAnswer(exchange, server.timers, { 'content-type': 'application/json; charset=utf-8' }, json);
      },
      failed(error) {
        for (const other of runs) other.abort();
        sendLlamaError(exchange, error);
      },
    };
  });
  exchange.onGone(() => {
    server.timers.at(server.timers.now() + POLL_MS, () => {
      for (const run of runs) run.abort();
    });
  });
}

/** The list is whole before the first step: the engine never steps inside `submit`. */
function startRuns(
  { server, faults }: LlamaAnswer,
  requests: readonly GenerationRequest[],
  sinkOf: (run: () => GenerationRun, index: number) => RunSink,
): readonly GenerationRun[] {
  return requests.map((request, index) => {
    let sink: RunSink | null = null;
    const run: GenerationRun = new GenerationRun(server, request, faults, {
      started: () => sink?.started(),
      step: (step) => sink?.step(step),
      failed: (error) => sink?.failed(error),
    });
    sink = sinkOf(() => run, index);
    run.start(request);
    return run;
  });
}
