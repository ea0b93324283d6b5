import { describe, expect, it } from 'vitest';
import { readPromptText } from './prompt-text.ts';

describe('reading a templated prompt', () => {
  it('finds the last turn between the marks of Llama-3', () => {
    const prompt =
      '<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\nBe brief.<|eot_id|>' +
      '<|start_header_id|>user<|end_header_id|>\n\nWhat is a fjord?<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n';
    expect(readPromptText(prompt).whole).toBe('What is a fjord?');
  });

  it('finds the last turn between the marks of Mistral', () => {
    expect(readPromptText('<s>[INST] Hello [/INST] Hi!</s>[INST] Tell me more [/INST]').whole).toBe('Tell me more');
  });

  it('takes a bare prompt as it is, and an empty one as empty', () => {
    expect(readPromptText('Once upon a time')).toEqual({ whole: 'Once upon a time', material: 'Once upon a time' });
    expect(readPromptText('')).toEqual({ whole: '', material: '' });
  });

  it('separates the text to work on from the order to work on it', () => {
    const { material } = readPromptText('Extract the names.\n\nText: Amina met Peter at the harbour of Porto.');
    expect(material).toBe('Amina met Peter at the harbour of Porto.');
  });
});
