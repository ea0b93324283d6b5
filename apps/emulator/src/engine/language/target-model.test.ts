import { describe, expect, it } from 'vitest';
import { BASE_MODELS } from '../calibration.ts';
import { TargetModel } from './target-model.ts';

const LLAMA = BASE_MODELS['llama-3-8b'];
const PROMPT = 'What can I cook with half a cauliflower and some yoghurt?';

function text(model: TargetModel, tokens = 120): string {
  return Array.from({ length: tokens }, (_, position) => model.top(position).text).join('');
}

describe('the target model', () => {
  it('gives a distribution at every position: adds up to 1, the greedy token first, no id twice', () => {
    for (const prompt of [
      PROMPT,
      'Translate into Japanese: good morning',
      'Write a Python function',
      'Extract the names: Ada',
    ]) {
      const model = new TargetModel(LLAMA, prompt);
      for (let position = 0; position < 400; position += 1) {
        const { pieces, probabilities } = model.candidates(position);
        expect(pieces[0]).toEqual(model.top(position));
        expect(new Set(pieces.map((piece) => piece.id)).size).toBe(pieces.length);
        expect(probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
        expect(probabilities).toEqual(probabilities.toSorted((a, b) => b - a));
        expect(Math.log(probabilities[0]!)).toBe(model.topLogprob(position));
      }
    }
  });

  it('leaves no choice within a split character', () => {
    const model = new TargetModel(LLAMA, 'Translate into Japanese: good morning');
    const halves = Array.from({ length: 100 }, (_, position) => position).filter((position) => {
      const top = model.top(position);
      return top.text === '' && !top.special;
    });
    expect(halves.length).toBeGreaterThan(0);
    for (const position of halves) {
      expect(model.candidates(position).pieces).toHaveLength(1);
      expect(model.candidates(position + 1).pieces).toHaveLength(1);
    }
  });

  it('answers the same prompt otherwise on another base model', () => {
    expect(text(new TargetModel(BASE_MODELS['mistral-7b'], PROMPT))).not.toBe(text(new TargetModel(LLAMA, PROMPT)));
  });

  it('parts from the true text after some tokens when it is lossy', () => {
    for (let i = 0; i < 50; i += 1) {
      const [faithful, lossy] = [
        new TargetModel(LLAMA, `${PROMPT} ${i}`),
        new TargetModel(LLAMA, `${PROMPT} ${i}`, true),
      ];
      const ids = (model: TargetModel): number[] => Array.from({ length: 44 }, (_, position) => model.top(position).id);
      expect(ids(lossy).slice(0, 4)).toEqual(ids(faithful).slice(0, 4));
      expect(ids(lossy)).not.toEqual(ids(faithful));
    }
  });

  it('never proposes the greedy token itself as its rival', () => {
    const model = new TargetModel(LLAMA, PROMPT);
    for (let position = 0; position < 200; position += 1) {
      const top = model.top(position);
      for (let index = 0; index < 7; index += 1) expect(model.rival(position, top, index).id).not.toBe(top.id);
    }
  });

  it('is surer of code than of conversation', () => {
    const mean = (prompt: string): number => {
      const model = new TargetModel(LLAMA, prompt);
      return (
        Array.from({ length: 200 }, (_, position) => Math.exp(model.topLogprob(position))).reduce((a, b) => a + b) / 200
      );
    };
    expect(mean('Write a Python function that reads a file.')).toBeGreaterThan(mean(PROMPT) + 0.1);
  });
});
