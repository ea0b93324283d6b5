import { tokenize } from '../../../engine/language/tokenizer.ts';
import type { Exchange } from '../../../server/exchange.ts';
import { prepareChat } from '../chat/prepare-chat.ts';
import { chatRequest } from '../requests/chat-request.ts';
import { nativeRequest } from '../requests/native-request.ts';
import type { TgiService } from '../tgi-service.ts';
import { sendError } from './answers.ts';
import { readRequest } from './read-request.ts';

/** `POST /tokenize`: takes no permit. */
export async function handleTokenize(exchange: Exchange, tgi: TgiService): Promise<void> {
  const request = await readRequest(exchange, tgi, nativeRequest(tgi.traits.requests));
  if (request !== null) exchange.json(200, JSON.stringify(tokenize(request.inputs)));
}

/** `POST /chat_tokenize`: counts as a request, though it generates nothing. */
export async function handleChatTokenize(exchange: Exchange, tgi: TgiService): Promise<void> {
  const chat = await readRequest(exchange, tgi, chatRequest(tgi.traits.requests));
  if (chat === null) return;
  tgi.metrics.count('tgi_request_count');
  const prepared = prepareChat(tgi, chat);
  if (prepared.kind === 'panic') return exchange.hangUp();
  if (prepared.kind === 'refused') return sendError(exchange, prepared.error);
  const { inputs } = prepared.request;
  exchange.json(200, JSON.stringify({ tokenize_response: tokenize(inputs), templated_text: inputs }));
}
