import type { Exchange } from '../../../server/exchange.ts';
import { sendWholeAnswer } from '../../../server/send-whole-answer.ts';
import { type CompletionRequest, completionRequest } from '../requests/completion-request.ts';
import { type GenerateRequest, plainParameters } from '../requests/generate-parameters.ts';
import type { TgiError } from '../tgi-error.ts';
import type { TgiService } from '../tgi-service.ts';
import { type CompletionChoice, CompletionBody } from '../wire/completion-body.ts';
import { chatFinishReason, rawFinishReason } from '../wire/finish-reason.ts';
import { characterCount, summedTimingHeaders } from '../wire/timing-headers.ts';
import { usageOf } from '../wire/usage.ts';
import { sendError, streamErrorJson } from './answers.ts';
import { EventStream } from './event-stream.ts';
import { generateOnce, type Generated } from './generate-once.ts';
import { readRequest } from './read-request.ts';
import { streamGeneration } from './stream-generation.ts';

/** `POST /v1/completions`. */
export async function handleCompletions(exchange: Exchange, tgi: TgiService): Promise<void> {
  const request = await readRequest(exchange, tgi, completionRequest(tgi.traits.requests));
  if (request !== null) await answerCompletion(exchange, tgi, request);
}

export async function answerCompletion(exchange: Exchange, tgi: TgiService, request: CompletionRequest): Promise<void> {
  tgi.metrics.count('tgi_request_count');
  const refusal = refusalOf(request, tgi.limits.maxClientBatchSize);
  if (refusal !== null) {
    tgi.metrics.count('tgi_request_failure', { err: 'validation' });
    return sendError(exchange, refusal);
  }
  const generations = request.prompts.map((prompt) => generationOf(tgi, request, prompt));
  if (request.stream) return streamCompletions(exchange, tgi, generations);
  await answerWhole(exchange, tgi, generations);
}

function refusalOf({ suffix, prompts }: CompletionRequest, maxPrompts: number): TgiError | null {
  if (suffix !== null) {
    const message = 'Suffix is not supported and can be achieved by preprocessing the prompt.';
    return { status: 422, errorType: 'suffix not supported', message };
  }
  if (prompts.length <= maxPrompts) return null;
  const message = `Number of prompts exceeds the maximum allowed batch size of ${maxPrompts}`;
  return { status: 422, errorType: 'batch size exceeded', message };
}

function generationOf(tgi: TgiService, request: CompletionRequest, prompt: string): GenerateRequest {
  const { temperature, topP, seed, repetitionPenalty, frequencyPenalty, stop, maxTokens } = request;
  const parameters = {
    ...plainParameters,
    doSample: temperature !== 0,
    temperature: temperature === 0 ? null : temperature,
    topP,
    seed,
    repetitionPenalty,
    frequencyPenalty,
    stop,
    maxNewTokens: maxTokens ?? tgi.traits.requests.defaultMaxTokens,
    details: true,
  };
  return { inputs: prompt, parameters };
}

async function answerWhole(
  exchange: Exchange,
  tgi: TgiService,
  generations: readonly GenerateRequest[],
): Promise<void> {
  const answers: { readonly index: number; readonly value: Generated }[] = [];
  let error: TgiError | null = null;
  await Promise.all(
    generations.map(async (generation, index) => {
      const outcome = await generateOnce(tgi, exchange, generation);
      if (outcome.ok) answers.push({ index, value: outcome.value });
      else error ??= outcome.error;
    }),
  );
  if (error !== null) return sendError(exchange, error);
  // In the order in which they were done, as TGI has it: `index` tells which is which.
  const choices = answers.map(({ index, value }): CompletionChoice => {
    return {
      index,
      text: value.end.text,
      finishReason: chatFinishReason(value.end.cause, tgi.traits.answers.eosReason),
    };
  });
  const values = answers.map(({ value }) => value);
  const promptTokens = values.reduce((sum, { end }) => sum + end.inputTokens, 0);
  const generatedTokens = values.reduce((sum, { end }) => sum + end.tokens, 0);
  const json = new CompletionBody(tgi).final(choices, usageOf(promptTokens, generatedTokens, exchange.faults));
  sendWholeAnswer(exchange, tgi.timers, summedTimingHeaders(tgi.computeType, values), json);
}

function streamCompletions(exchange: Exchange, tgi: TgiService, generations: readonly GenerateRequest[]): void {
  const runs: { abort(): void }[] = [];
  const characters = generations.reduce((sum, { inputs }) => sum + characterCount(inputs), 0);
  const stream = new EventStream(tgi, exchange, characters, () => runs.forEach((run) => run.abort()));
  const body = new CompletionBody(tgi);
  const { completionFinalChunk, doneEvent } = tgi.traits.answers;
  let open = generations.length;
  const oneDone = (): void => {
    open -= 1;
    if (open === 0) stream.finish(doneEvent);
  };
  for (const [index, generation] of generations.entries()) {
    const run = streamGeneration(tgi, exchange, generation, {
      failed(error) {
        stream.send([streamErrorJson(tgi, error)]);
        oneDone();
      },
      tokens(tokens, end) {
        const payloads = tokens.map(({ text }, at) => {
          const last = at === tokens.length - 1 ? end : null;
          if (last === null || !completionFinalChunk) return body.chunk({ index, text, finishReason: '' });
          const usage = usageOf(last.inputTokens, last.tokens, exchange.faults);
          // Raw here (`eos_token`), in every version.
          return body.final([{ index, text, finishReason: rawFinishReason(last.cause) }], usage);
        });
        stream.send(payloads);
        if (end !== null) oneDone();
      },
    });
    runs.push(run);
  }
}
