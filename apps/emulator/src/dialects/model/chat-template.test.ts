import { describe, expect, it } from 'vitest';
import { baseModels } from './base-model.ts';
import { applyChatTemplate } from './chat-template.ts';

const llama = baseModels['llama-3-8b'];
const mistral = baseModels['mistral-7b'];
const once = { continuesAssistant: false };
const hello = { role: 'user', content: 'Hello' };

describe('applyChatTemplate', () => {
  it('llama-3: each turn has its header, and the assistant’s comes last', () => {
    expect(applyChatTemplate(llama, [{ role: 'system', content: 'Be kind.' }, hello], once)).toEqual({
      ok: true,
      text:
        '<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\nBe kind.<|eot_id|>' +
        '<|start_header_id|>user<|end_header_id|>\n\nHello<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n',
    });
  });

  it('mistral: questions are instructions, and a system message goes before the first', () => {
    const messages = [{ role: 'system', content: 'Be kind.' }, hello, { role: 'assistant', content: 'Hi' }, hello];
    expect(applyChatTemplate(mistral, messages, once)).toEqual({
      ok: true,
      text: '<s>[INST] Be kind.\n\nHello [/INST]Hi</s>[INST] Hello [/INST]',
    });
  });

  it('mistral: raises when roles do not alternate', () => {
    expect(applyChatTemplate(mistral, [hello, hello], once).ok).toBe(false);
    expect(applyChatTemplate(mistral, [{ role: 'assistant', content: 'Hi' }], once).ok).toBe(false);
  });

  it('a last message of the assistant is continued only where the version does that', () => {
    const messages = [hello, { role: 'assistant', content: 'Well,' }];
    const continued = applyChatTemplate(llama, messages, { continuesAssistant: true });
    expect(continued.ok && continued.text.endsWith('\n\nWell,')).toBe(true);
    const plain = applyChatTemplate(llama, messages, once);
    expect(plain.ok && plain.text.endsWith('assistant<|end_header_id|>\n\n')).toBe(true);
  });
});
