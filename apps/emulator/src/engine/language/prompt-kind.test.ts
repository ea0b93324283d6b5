import { describe, expect, it } from 'vitest';
import { promptKind, type PromptKind } from './prompt-kind.ts';

const EXAMPLES: readonly (readonly [PromptKind, string])[] = [
  ['code', 'Write a Python function that merges two sorted lists.'],
  ['code', 'What does this do?\n```\nlet x = 1\n```'],
  ['extraction', 'Extract the sender and the total as JSON.\n\nText: translate nothing, summarise nothing.'],
  ['summary', 'Summarise the following text: the Python club met on Monday.'],
  ['translation', 'Translate into German: write a function.'],
  ['reasoning', 'A tank holds 240 litres. How long does it take to fill? Think step by step.'],
  ['chat', 'Write a poem for my three year old'],
  ['chat', 'What is deep learning?'],
  ['chat', ''],
];

describe('the kind of a prompt', () => {
  it.each(EXAMPLES)('is %s for %j', (kind, turn) => {
    expect(promptKind(turn)).toBe(kind);
  });
});
