import type { Exchange } from '../../../server/exchange.ts';
import { sendWholeAnswer } from '../../../server/send-whole-answer.ts';
import { chatRequest } from '../requests/chat-request.ts';
import { completionRequest } from '../requests/completion-request.ts';
import { nativeRequest } from '../requests/native-request.ts';
import { vertexRequest } from '../requests/vertex-request.ts';
import { type Decode, untagged } from '../serde/decode.ts';
import type { TgiService } from '../tgi-service.ts';
import { sendError } from './answers.ts';
import { answerChat } from './chat.ts';
import { answerCompletion } from './completions.ts';
import { generateOnce } from './generate-once.ts';
import { answerCompat, handleCompat } from './native.ts';
import { readRequest } from './read-request.ts';

/** `POST /vertex`: any failure of an instance is the whole answer's, in words of its own. */
export async function handleVertex(exchange: Exchange, tgi: TgiService): Promise<void> {
  const instances = await readRequest(exchange, tgi, vertexRequest);
  if (instances === null) return;
  tgi.metrics.count('tgi_request_count');
  if (instances.length === 0) return sendError(exchange, sameWords(422, 'Input validation error'));
  const outcomes = await Promise.all(instances.map((instance) => generateOnce(tgi, exchange, instance)));
  const predictions: string[] = [];
  for (const outcome of outcomes) {
    if (!outcome.ok) return sendError(exchange, sameWords(500, 'Incomplete generation'));
    predictions.push(outcome.value.end.text);
  }
  sendWholeAnswer(exchange, tgi.timers, {}, JSON.stringify({ predictions }));
}

function sameWords(status: number, words: string): { status: number; errorType: string; message: string } {
  return { status, errorType: words, message: words };
}

type Answer = (exchange: Exchange, tgi: TgiService) => Promise<void>;

/** `POST /invocations` (SageMaker): `/` in older versions, any of three bodies in 3.3. */
export async function handleInvocations(exchange: Exchange, tgi: TgiService): Promise<void> {
  if (tgi.traits.routes.invocations.kind === 'generate') return handleCompat(exchange, tgi);
  const answer = await readRequest(exchange, tgi, anyBody(tgi));
  await answer?.(exchange, tgi);
}

function anyBody({ traits }: TgiService): Decode<Answer> {
  const native = nativeRequest(traits.requests);
  const chat = chatRequest(traits.requests);
  const completion = completionRequest(traits.requests);
  return untagged<Answer>('SagemakerRequest', [
    (node, path) => {
      const request = native(node, path);
      return (exchange, tgi) => answerCompat(exchange, tgi, request);
    },
    (node, path) => {
      const request = chat(node, path);
      return (exchange, tgi) => answerChat(exchange, tgi, request);
    },
    (node, path) => {
      const request = completion(node, path);
      return (exchange, tgi) => answerCompletion(exchange, tgi, request);
    },
  ]);
}
