import type { Exchange } from '../../../server/exchange.ts';
import { sendWholeAnswer } from '../../../server/send-whole-answer.ts';
import { ChatStream } from '../chat/chat-stream.ts';
import { prepareChat } from '../chat/prepare-chat.ts';
import { readCall } from '../chat/read-call.ts';
import { type ChatRequest, chatRequest } from '../requests/chat-request.ts';
import type { GenerateRequest } from '../requests/generate-parameters.ts';
import { type TgiError, toolError } from '../tgi-error.ts';
import type { TgiService } from '../tgi-service.ts';
import { ChatBody, chatLogprobs, type Message } from '../wire/chat-body.ts';
import { chatFinishReason } from '../wire/finish-reason.ts';
import { characterCount, timingHeaders } from '../wire/timing-headers.ts';
import { usageOf } from '../wire/usage.ts';
import { sendError, streamErrorJson } from './answers.ts';
import { EventStream } from './event-stream.ts';
import { generateOnce, type Generated } from './generate-once.ts';
import { readRequest } from './read-request.ts';
import { streamGeneration } from './stream-generation.ts';

/** `POST /v1/chat/completions`. */
export async function handleChat(exchange: Exchange, tgi: TgiService): Promise<void> {
  const chat = await readRequest(exchange, tgi, chatRequest(tgi.traits.requests));
  if (chat !== null) await answerChat(exchange, tgi, chat);
}

/** A chat request that was read already (`/invocations` reads its own). */
export async function answerChat(exchange: Exchange, tgi: TgiService, chat: ChatRequest): Promise<void> {
  // Counted here and once more where it is generated: two per chat.
  tgi.metrics.count('tgi_request_count');
  const prepared = prepareChat(tgi, chat);
  if (prepared.kind === 'panic') return exchange.hangUp();
  if (prepared.kind === 'refused') return sendError(exchange, prepared.error);
  const { request, callsTool } = prepared;
  if (chat.stream) return streamChat(exchange, tgi, chat, request, callsTool);
  await answerWhole(exchange, tgi, chat, request, callsTool);
}

async function answerWhole(
  exchange: Exchange,
  tgi: TgiService,
  chat: ChatRequest,
  request: GenerateRequest,
  callsTool: boolean,
): Promise<void> {
  const outcome = await generateOnce(tgi, exchange, request);
  if (!outcome.ok) return sendError(exchange, outcome.error);
  const { value } = outcome;
  const message = callsTool ? callMessage(tgi, value.end.text) : { content: value.end.text };
  if (message === 'no-tool') return answerWithoutTools(exchange, tgi, chat);
  if ('error' in message) return sendError(exchange, message.error);
  const body = new ChatBody(tgi, chat.model);
  const reason = chatFinishReason(value.end.cause, tgi.traits.answers.eosReason);
  const logprobs = chat.logprobs ? chatLogprobs(value.tokens, chat.topLogprobs) : null;
  const json = body.whole(message, reason, logprobs, usage(exchange, value));
  sendWholeAnswer(exchange, tgi.timers, timingHeaders(tgi.computeType, value), json);
}

/** The model chose none of the tools: a second generation, without them, is the answer. */
async function answerWithoutTools(exchange: Exchange, tgi: TgiService, chat: ChatRequest): Promise<void> {
  const plain = { ...chat, tools: null, responseFormat: null };
  const prepared = prepareChat(tgi, plain);
  if (prepared.kind === 'ready') await answerWhole(exchange, tgi, plain, prepared.request, false);
}

function usage(exchange: Exchange, { end }: Generated): ReturnType<typeof usageOf> {
  return usageOf(end.inputTokens, end.tokens, exchange.faults);
}

function callMessage(tgi: TgiService, text: string): Message | { readonly error: TgiError } | 'no-tool' {
  const call = readCall(text);
  if (call === null)
    return { error: toolError(`Failed to parse generated text: EOF while parsing ${JSON.stringify(text)}`) };
  if (call.name === 'no_tool') return 'no-tool';
  const args = tgi.traits.answers.toolArguments === 'string' ? JSON.stringify(call.args) : call.args;
  const definition = { description: null, name: call.name, arguments: args };
  return { tool_calls: [{ id: '0', type: 'function', function: definition }] };
}

function streamChat(
  exchange: Exchange,
  tgi: TgiService,
  chat: ChatRequest,
  request: GenerateRequest,
  callsTool: boolean,
): void {
  const body = new ChatBody(tgi, chat.model);
  const { doneEvent } = tgi.traits.answers;
  let run: { abort(): void } | null = null;
  const stream = new EventStream(tgi, exchange, characterCount(request.inputs), () => run?.abort());
  const start = (generation: GenerateRequest, calls: boolean): void => {
    const events = new ChatStream(tgi, body, chat, calls, exchange.faults);
    let dropped = false;
    run = streamGeneration(tgi, exchange, generation, {
      failed(error) {
        stream.send([streamErrorJson(tgi, error)]);
        stream.finish(doneEvent);
      },
      tokens(tokens, end) {
        if (dropped) return;
        const payloads: string[] = [];
        for (const [index, token] of tokens.entries()) {
          const pushed = events.push(token, index === tokens.length - 1 ? end : null);
          if (pushed.kind === 'no-tool') {
            dropped = true;
            run?.abort();
            return start(withoutTools(tgi, chat, generation), false);
          }
          payloads.push(...pushed.events);
        }
        stream.send(payloads);
        if (end !== null) stream.finish(doneEvent);
      },
    });
  };
  start(request, callsTool);
}

function withoutTools(tgi: TgiService, chat: ChatRequest, otherwise: GenerateRequest): GenerateRequest {
  const prepared = prepareChat(tgi, { ...chat, tools: null, responseFormat: null });
  return prepared.kind === 'ready' ? prepared.request : otherwise;
}
