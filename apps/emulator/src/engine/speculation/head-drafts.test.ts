import { describe, expect, it } from 'vitest';
import { BASE_MODELS, HEAD_ACCURACY } from '../calibration.ts';
import { TargetModel } from '../language/target-model.ts';
import { HeadDrafts } from './head-drafts.ts';

const PROMPT = 'What can I cook with half a cauliflower and some yoghurt?';
const POSITIONS = 4_000;

function share(kind: 'mlp' | 'medusa' | 'eagle', head: number, prompt = PROMPT): number {
  const target = new TargetModel(BASE_MODELS['llama-3-8b'], prompt);
  const drafts = new HeadDrafts(kind, target);
  let right = 0;
  for (let from = 0; from < POSITIONS; from += 1)
    if (drafts.guess(from, head) === target.top(from + head).id) right += 1;
  return right / POSITIONS;
}

describe('drafts of trained heads', () => {
  it.each([0, 1, 2, 3])('are right as often as the table says, head %i', (head) => {
    const { first, decay } = HEAD_ACCURACY.mlp;
    const expected = first.chat * decay ** head;
    expect(Math.abs(share('mlp', head) - expected)).toBeLessThan(
      4 * Math.sqrt((expected * (1 - expected)) / POSITIONS),
    );
  });

  it('are right more often for code than for conversation, and with EAGLE than with an MLP', () => {
    expect(share('mlp', 0, 'Write a Python function that reads a file.')).toBeGreaterThan(share('mlp', 0) + 0.1);
    expect(share('eagle', 0)).toBeGreaterThan(share('mlp', 0) + 0.1);
  });

  it('are the same for the same place in the same answer', () => {
    const make = (): HeadDrafts => new HeadDrafts('mlp', new TargetModel(BASE_MODELS['llama-3-8b'], PROMPT));
    const [one, two] = [make(), make()];
    expect([40, 3, 17].map((from) => one.guess(from, 1))).toEqual([40, 3, 17].map((from) => two.guess(from, 1)));
  });
});

describe('the quality of heads', () => {
  it('takes right guesses away and never adds any', () => {
    const target = new TargetModel(BASE_MODELS['llama-3-8b'], 'What is a fjord?');
    const heads = new HeadDrafts('eagle', target);
    const right = (quality: number): readonly number[] =>
      Array.from({ length: 400 }, (_, place) => place).filter(
        (place) => heads.guess(place, 0, quality) === target.top(place).id,
      );
    const [none, half, full] = [right(0), right(0.5), right(1)];
    expect(half.every((place) => full.includes(place))).toBe(true);
    expect(none.length).toBeLessThan(10);
    expect(half.length / full.length).toBeGreaterThan(0.4);
    expect(half.length / full.length).toBeLessThan(0.6);
  });
});
