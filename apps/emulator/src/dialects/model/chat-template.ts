import type { BaseModel } from './base-model.ts';

export interface TemplateMessage {
  readonly role: string;
  readonly content: string;
}
export type TemplateResult =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly message: string };

/**
 * Messages to the prompt the model sees, ending where the assistant begins. A function of the base model only: variants
 * of one base model must see the same prompt, or their texts would differ for a reason that is not speculation.
 * Modelled on the published templates; the Mistral one raises where its own does.
 */
export function applyChatTemplate(
  base: BaseModel,
  messages: readonly TemplateMessage[],
  options: { readonly continuesAssistant: boolean },
): TemplateResult {
  const result = base.template === 'llama-3' ? llama3(base, messages) : mistralInstruct(base, messages);
  const last = messages.at(-1);
  if (!result.ok || !options.continuesAssistant || last?.role !== 'assistant') return result;
  const at = result.text.lastIndexOf(last.content);
  return at === -1 ? result : { ok: true, text: result.text.slice(0, at + last.content.length).trimEnd() };
}

function llama3(base: BaseModel, messages: readonly TemplateMessage[]): TemplateResult {
  const header = (role: string): string => `<|start_header_id|>${role}<|end_header_id|>\n\n`;
  const turns = messages.map(({ role, content }) => `${header(role)}${content.trim()}${base.eos}`);
  return { ok: true, text: `${base.bos}${turns.join('')}${header('assistant')}` };
}

function mistralInstruct(base: BaseModel, messages: readonly TemplateMessage[]): TemplateResult {
  // The published template knows no system role; servers that accept one put it before the first question.
  const [first, ...others] = messages;
  const system = first?.role === 'system' ? `${first.content}\n\n` : '';
  const turns = first?.role === 'system' ? others : messages;
  let text = base.bos;
  for (const [index, { role, content }] of turns.entries()) {
    if (role !== (index % 2 === 0 ? 'user' : 'assistant')) {
      const message =
        'syntax error: Conversation roles must alternate user/assistant/user/assistant/... (in <string>:1)';
      return { ok: false, message };
    }
    const prefix = index === 0 ? system : '';
    text += role === 'user' ? `[INST] ${prefix}${content} [/INST]` : `${content}${base.eos}`;
  }
  return { ok: true, text };
}
