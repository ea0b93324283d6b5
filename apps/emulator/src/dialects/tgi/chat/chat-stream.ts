import type { RequestFaults } from '../../../faults/request-faults.ts';
import type { GenerationEnd, InferToken } from '../infer/generation.ts';
import type { ChatRequest } from '../requests/chat-request.ts';
import type { TgiService } from '../tgi-service.ts';
import { type ChatBody, chatLogprobs, type Delta } from '../wire/chat-body.ts';
import { chatFinishReason } from '../wire/finish-reason.ts';
import { usageOf } from '../wire/usage.ts';
import { readCall } from './read-call.ts';

/** What one token becomes: events, or (3.3) the model's wish to answer without a tool after all. */
export type ChatPush = { readonly kind: 'events'; readonly events: readonly string[] } | { readonly kind: 'no-tool' };

/** Tokens of one chat stream to their events. */
export class ChatStream {
  private readonly tgi: TgiService;
  private readonly body: ChatBody;
  private readonly chat: ChatRequest;
  private readonly faults: RequestFaults;
  /** 3.3 holds a call back until its function is known, then again after its end: so no finish reason goes out. */
  private state: 'content' | 'raw-call' | 'buffering' | 'call';
  private text = '';

  constructor(tgi: TgiService, body: ChatBody, chat: ChatRequest, callsTool: boolean, faults: RequestFaults) {
    this.tgi = tgi;
    this.body = body;
    this.chat = chat;
    this.faults = faults;
    const buffers = tgi.traits.requests.tools === 'auto';
    this.state = callsTool ? (buffers ? 'buffering' : 'raw-call') : 'content';
  }

  push(token: InferToken, end: GenerationEnd | null): ChatPush {
    this.text += token.text;
    const delta = this.delta(token);
    if (delta === 'no-tool') return { kind: 'no-tool' };
    const events: string[] = [];
    if (delta !== null) {
      const reason = end && chatFinishReason(end.cause, this.tgi.traits.answers.eosReason);
      const logprobs = this.chat.logprobs ? chatLogprobs([token], this.chat.topLogprobs) : null;
      events.push(this.body.chunk(delta, reason, logprobs));
    }
    if (end !== null && this.chat.includeUsage) {
      events.push(this.body.usageChunk(usageOf(end.inputTokens, end.tokens, this.faults)));
    }
    return { kind: 'events', events };
  }

  /** Null: nothing goes out for this token. */
  private delta(token: InferToken): Delta | 'no-tool' | null {
    switch (this.state) {
      case 'content':
        return { content: token.special ? '' : token.text };
      case 'raw-call':
        // The raw text of the call, EOS included, in an object where OpenAI has a list.
        return { tool_calls: { index: 0, id: '', type: 'function', function: argumentsPiece(null, token.text) } };
      case 'buffering':
        return this.begin();
      default:
        return token.special ? { content: '' } : this.goOn(token.text);
    }
  }

  private begin(): Delta | 'no-tool' | null {
    const call = readCall(`${this.text.replace(/[\s,}]+$/, '')}}}`);
    if (call === null) return null;
    if (call.name === 'no_tool') return 'no-tool';
    this.state = 'call';
    return callList(call.name, '{');
  }

  private goOn(text: string): Delta {
    if (readCall(this.text) === null) return callList(null, text);
    this.state = 'buffering';
    // The call's own closing brace goes, the one of its wrapping does not count as an argument.
    return callList(null, text.trimEnd().replace(/\}$/, ''));
  }
}

function callList(name: string | null, text: string): Delta {
  return { tool_calls: [{ index: 0, id: '0', type: 'function', function: argumentsPiece(name, text) }] };
}

function argumentsPiece(name: string | null, text: string): { name: string | null; arguments: string } {
  return { name, arguments: text };
}
