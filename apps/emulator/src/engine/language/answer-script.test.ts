import { describe, expect, it } from 'vitest';
import { AnswerScript } from './answer-script.ts';
import type { PromptKind } from './prompt-kind.ts';
import { readPromptText } from './prompt-text.ts';

const EOS = { id: 2, text: '', special: true };
const PROMPTS: readonly (readonly [PromptKind, string])[] = [
  ['code', 'Write a Python function that merges two lists.'],
  ['code', 'Write a SQL query for the orders of 2023.'],
  ['code', 'Implement a cache class in Java.'],
  ['chat', 'What should I cook tonight?'],
  ['extraction', 'Extract the names.\n\nText: Amina Diallo met Peter Novak at 10:30 in the harbour of Porto.'],
  [
    'summary',
    'Summarise.\n\nThe bridge was closed on Tuesday, because two of its pillars had cracks. Buses take another way.',
  ],
  ['translation', 'Translate into Japanese: The museum is open on Monday.'],
  ['reasoning', 'Anna pays 84 euros, twice as much as Ben. How much does Ben pay? Think step by step.'],
];

function answerOf(script: AnswerScript): { text: string; tokens: number } {
  let text = '';
  for (let position = 0; position < 2_000; position += 1) {
    const piece = script.at(position);
    if (piece.special) return { text, tokens: position };
    text += piece.text;
  }
  throw new Error('the answer does not end');
}

describe('the greedy text', () => {
  it.each(PROMPTS)('of a %s prompt ends, leaves no slot open and is the same again: %s', (kind, prompt) => {
    const make = (): AnswerScript => new AnswerScript(kind, readPromptText(prompt), EOS, 11);
    const answer = answerOf(make());
    expect(answer.tokens).toBeGreaterThan(90);
    expect(answer.tokens).toBeLessThan(700);
    expect(answer.text).not.toMatch(/\{\w+!?\}/);
    expect(answerOf(make())).toEqual(answer);
  });

  it('differs with the seed', () => {
    const prompt = readPromptText('What should I cook tonight?');
    expect(answerOf(new AnswerScript('chat', prompt, EOS, 1)).text).not.toBe(
      answerOf(new AnswerScript('chat', prompt, EOS, 2)).text,
    );
  });

  it('can be read at any position first', () => {
    const prompt = readPromptText('What should I cook tonight?');
    const late = new AnswerScript('chat', prompt, EOS, 5);
    const orderly = new AnswerScript('chat', prompt, EOS, 5);
    const at150 = late.at(150);
    for (let position = 0; position < 150; position += 1) expect(orderly.at(position)).toEqual(late.at(position));
    expect(orderly.at(150)).toEqual(at150);
  });

  it('goes on after an end that sampling passed over, and offers to end again', () => {
    const script = new AnswerScript('chat', readPromptText('Hi'), EOS, 3);
    const { tokens } = answerOf(script);
    const later = Array.from({ length: 200 }, (_, i) => script.at(tokens + 1 + i));
    expect(later.some((piece) => piece.text !== '')).toBe(true);
    expect(later.some((piece) => piece.special)).toBe(true);
  });

  it('copies runs of the text it was given', () => {
    const text = 'the bridge was closed on Tuesday, because two of its pillars had cracks';
    const script = new AnswerScript('summary', readPromptText(`Summarise.\n\n${text}.`), EOS, 9);
    expect(answerOf(script).text).toMatch(/closed on Tuesday|two of its pillars/);
  });

  it('holds halves of characters where it writes ideographs or emoji', () => {
    const script = new AnswerScript('translation', readPromptText('Translate into Japanese: I like trains.'), EOS, 4);
    const { tokens } = answerOf(script);
    const halves = Array.from({ length: tokens }, (_, i) => script.at(i)).filter((piece) => piece.text === '');
    expect(halves.length).toBeGreaterThan(0);
  });
});
