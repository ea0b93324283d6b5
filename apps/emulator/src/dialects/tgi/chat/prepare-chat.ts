import { applyChatTemplate, type TemplateMessage } from '../../model/chat-template.ts';
import type { ChatRequest } from '../requests/chat-request.ts';
import { type GenerateRequest, type Grammar, plainParameters } from '../requests/generate-parameters.ts';
import { templateError, type TgiError, toolError } from '../tgi-error.ts';
import type { TgiService } from '../tgi-service.ts';
import { planTools } from './plan-tools.ts';

export type PreparedChat =
  | { readonly kind: 'ready'; readonly request: GenerateRequest; readonly callsTool: boolean }
  | { readonly kind: 'refused'; readonly error: TgiError }
  /** 2.0's handler panics over a tool that does not exist: the connection ends without an answer. */
  | { readonly kind: 'panic' };

/** Messages, tools and formats to one prompt with its grammar. These refusals are real HTTP errors, streaming or not. */
export function prepareChat(tgi: TgiService, chat: ChatRequest): PreparedChat {
  if (chat.responseFormat !== null && chat.tools !== null) {
    return { kind: 'refused', error: toolError('Grammar and tools are mutually exclusive') };
  }
  const last = chat.messages.at(-1);
  const plan = planTools(tgi.traits.requests.tools, {
    tools: chat.tools,
    choice: chat.toolChoice,
    prompt: chat.toolPrompt,
    lastMessage: last?.content ?? '',
  });
  if (plan.kind === 'unknown') {
    if (tgi.traits.requests.tools === 'explicit') return { kind: 'panic' };
    return { kind: 'refused', error: toolError(`Tool with name ${plan.name} not found`) };
  }
  const suffix = plan.kind === 'call' ? plan.promptSuffix : '';
  const messages: readonly TemplateMessage[] =
    last === undefined ? [] : [...chat.messages.slice(0, -1), { ...last, content: last.content + suffix }];
  const { continuesAssistant } = tgi.traits.requests;
  const templated = applyChatTemplate(tgi.base, messages, { continuesAssistant });
  if (!templated.ok) {
    tgi.metrics.count('tgi_request_failure', { err: 'template' });
    return { kind: 'refused', error: templateError(templated.message) };
  }
  const grammar = plan.kind === 'call' ? plan.grammar : chat.responseFormat;
  return {
    kind: 'ready',
    request: chatGeneration(tgi, chat, templated.text, grammar),
    callsTool: plan.kind === 'call',
  };
}

function chatGeneration(tgi: TgiService, chat: ChatRequest, inputs: string, grammar: Grammar | null): GenerateRequest {
  const parameters = {
    ...plainParameters,
    // Exactly 0 is greedy; anything else samples, and must be above 0.
    doSample: chat.temperature !== 0,
    temperature: chat.temperature === 0 ? null : chat.temperature,
    // TGI's mapping: a presence penalty of 0 is a repetition penalty of 2, and −2 is refused.
    repetitionPenalty: chat.presencePenalty === null ? null : chat.presencePenalty + 2,
    frequencyPenalty: chat.frequencyPenalty,
    topP: chat.topP,
    maxNewTokens: chat.maxTokens ?? tgi.traits.requests.defaultMaxTokens,
    stop: chat.stop,
    details: true,
    seed: chat.seed,
    topNTokens: chat.topLogprobs,
    grammar,
  };
  return { inputs, parameters };
}
