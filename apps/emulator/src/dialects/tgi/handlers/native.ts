import type { Exchange } from '../../../server/exchange.ts';
import { sendWholeAnswer } from '../../../server/send-whole-answer.ts';
import { type NativeRequest, nativeRequest } from '../requests/native-request.ts';
import type { GenerateRequest } from '../requests/generate-parameters.ts';
import { tgiErrorJson } from '../tgi-error.ts';
import type { TgiService } from '../tgi-service.ts';
import { nativeAnswer, nativeEvent } from '../wire/native-body.ts';
import { characterCount, timingHeaders } from '../wire/timing-headers.ts';
import { sendError } from './answers.ts';
import { EventStream } from './event-stream.ts';
import { generateOnce } from './generate-once.ts';
import { readRequest } from './read-request.ts';
import { streamGeneration } from './stream-generation.ts';

/** `POST /generate`. */
export async function handleGenerate(exchange: Exchange, tgi: TgiService): Promise<void> {
  const request = await readRequest(exchange, tgi, nativeRequest(tgi.traits.requests));
  if (request !== null) await answerWhole(exchange, tgi, request, false);
}

/** `POST /generate_stream`. */
export async function handleGenerateStream(exchange: Exchange, tgi: TgiService): Promise<void> {
  const request = await readRequest(exchange, tgi, nativeRequest(tgi.traits.requests));
  if (request !== null) streamNative(exchange, tgi, request);
}

/** `POST /`: either of them, by `stream`. */
export async function handleCompat(exchange: Exchange, tgi: TgiService): Promise<void> {
  const request = await readRequest(exchange, tgi, nativeRequest(tgi.traits.requests));
  if (request !== null) await answerCompat(exchange, tgi, request);
}

/** Text models (pipeline tag `text-generation`) repeat the prompt here, unless told not to; a whole answer is a list. */
export async function answerCompat(exchange: Exchange, tgi: TgiService, request: NativeRequest): Promise<void> {
  const { parameters } = request;
  const full = { ...request, parameters: { ...parameters, returnFullText: parameters.returnFullText ?? true } };
  if (request.stream) return streamNative(exchange, tgi, full);
  await answerWhole(exchange, tgi, full, true);
}

async function answerWhole(
  exchange: Exchange,
  tgi: TgiService,
  request: GenerateRequest,
  asList: boolean,
): Promise<void> {
  const outcome = await generateOnce(tgi, exchange, request);
  if (!outcome.ok) return sendError(exchange, outcome.error);
  const answer = nativeAnswer(outcome.value);
  const json = JSON.stringify(asList ? [answer] : answer);
  sendWholeAnswer(exchange, tgi.timers, timingHeaders(tgi.computeType, outcome.value), json);
}

/** Never a `[DONE]`, and errors in TGI's own shape, in every version. */
function streamNative(exchange: Exchange, tgi: TgiService, request: GenerateRequest): void {
  let run: { abort(): void } | null = null;
  const stream = new EventStream(tgi, exchange, characterCount(request.inputs), () => run?.abort());
  const withInputLength = tgi.traits.answers.streamDetailsInputLength;
  let index = 0;
  run = streamGeneration(tgi, exchange, request, {
    failed(error) {
      stream.send([tgiErrorJson(error)]);
      stream.finish(false);
    },
    tokens(tokens, end) {
      const payloads = tokens.map((token, at) => {
        index += 1;
        return nativeEvent(index, token, at === tokens.length - 1 ? end : null, request, withInputLength);
      });
      stream.send(payloads);
      if (end !== null) stream.finish(false);
    },
  });
}
