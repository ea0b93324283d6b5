import { describe, expect, it } from 'vitest';
import { BASE_MODELS } from '../calibration.ts';
import type { EngineToken, GenerationRequest, Sampling } from '../engine.ts';
import { mix } from '../hash.ts';
import { TargetModel } from '../language/target-model.ts';
import type { SpeculatorKind } from '../speculation/speculator-kind.ts';
import { FinishRule } from './finish-rule.ts';
import { Sequence } from './sequence.ts';

const LLAMA = BASE_MODELS['llama-3-8b'];
const PROMPT = 'What can I cook with half a cauliflower and some yoghurt?';
const GREEDY: Sampling = { temperature: 0, topP: null, topK: null, seed: null };
const SAMPLED: Sampling = { ...GREEDY, temperature: 1 };

interface Answer {
  readonly tokens: readonly EngineToken[];
  readonly steps: number;
}

function answer(
  kind: SpeculatorKind,
  sampling: Sampling,
  seed: number,
  most = 200,
  stop: readonly string[] = [],
): Answer {
  const target = new TargetModel(LLAMA, PROMPT);
  const request: GenerationRequest = { prompt: PROMPT, promptTokens: 15, maxNewTokens: most, sampling, stop };
  const sequence = new Sequence(request, target, new FinishRule(most, LLAMA.eos.id, stop), mix(seed, 1));
  let { tokens, finish } = sequence.prefill();
  let steps = 1;
  while (finish === null) {
    const advance = sequence.decode({ kind, tokens: kind === 'none' ? 0 : 4, ngram: 'always', quality: 1 });
    tokens = [...tokens, ...advance.tokens];
    finish = advance.finish;
    steps += 1;
  }
  return { tokens, steps };
}

const ids = (from: Answer): readonly number[] => from.tokens.map((token) => token.id);
const text = (from: Answer): string => from.tokens.map((token) => token.text).join('');
const KINDS: readonly SpeculatorKind[] = ['ngram', 'mlp', 'medusa', 'eagle'];

/** The chi-square bound that a true fit exceeds once in 10,000 times (Wilson and Hilferty's approximation, z = 3.72). */
function bound(freedom: number): number {
  const spread = 2 / (9 * freedom);
  return freedom * (1 - spread + 3.72 * Math.sqrt(spread)) ** 3;
}

/** Pearson's sum over the cells, those with an expectation below 5 put together. */
function chiSquare(
  expected: ReadonlyMap<string, number>,
  counts: ReadonlyMap<string, number>,
): { value: number; freedom: number } {
  const cells: [expected: number, seen: number][] = [];
  const rest: [number, number] = [0, 0];
  for (const [cell, expectation] of expected) {
    const seen = counts.get(cell) ?? 0;
    if (expectation >= 5) cells.push([expectation, seen]);
    else {
      rest[0] += expectation;
      rest[1] += seen;
    }
  }
  if (rest[0] > 0) cells.push(rest);
  const value = cells.reduce((sum, [expectation, seen]) => sum + (seen - expectation) ** 2 / expectation, 0);
  return { value, freedom: cells.length - 1 };
}

/** Where two neighbouring tokens of the answer's beginning are most open. */
function leastCertainPair(target: TargetModel): number {
  const certainty = (position: number): number => target.topLogprob(position) + target.topLogprob(position + 1);
  const positions = Array.from({ length: 30 }, (_, i) => i + 3);
  return positions.reduce((best, position) => (certainty(position) < certainty(best) ? position : best));
}

describe('draft and verify', () => {
  it.each(KINDS)('gives the very text that plain greedy decoding gives, in fewer steps: %s', (kind) => {
    const plain = answer('none', GREEDY, 1);
    const speculated = answer(kind, GREEDY, 2);
    expect(ids(speculated)).toEqual(ids(plain));
    expect(plain.steps).toBe(plain.tokens.length);
    expect(speculated.steps).toBeLessThan(plain.steps);
  });

  it('reports the same log probabilities with and without a speculator', () => {
    const logprobs = (from: Answer): readonly number[] => from.tokens.map((token) => token.logprob);
    expect(logprobs(answer('mlp', GREEDY, 1))).toEqual(logprobs(answer('none', GREEDY, 1)));
  });

  it.each(['none', 'mlp', 'ngram'] as const)(
    'leaves the distribution of a sampled token and of a pair as it is: %s',
    (kind) => {
      const target = new TargetModel(LLAMA, PROMPT);
      const place = leastCertainPair(target);
      const [first, second] = [target.candidates(place), target.candidates(place + 1)];
      const draws = 4_000;
      const counts = new Map<string, number>();
      const pairs = new Map<string, number>();
      for (let seed = 0; seed < draws; seed += 1) {
        const [c, d] = ids(answer(kind, SAMPLED, seed, place + 2)).slice(place);
        counts.set(`${c}`, (counts.get(`${c}`) ?? 0) + 1);
        pairs.set(`${c} ${d}`, (pairs.get(`${c} ${d}`) ?? 0) + 1);
      }
      const single = new Map(first.pieces.map((piece, i) => [`${piece.id}`, draws * first.probabilities[i]!]));
      const joint = new Map(
        first.pieces.flatMap((a, i) =>
          second.pieces.map((b, j): [string, number] => [
            `${a.id} ${b.id}`,
            draws * first.probabilities[i]! * second.probabilities[j]!,
          ]),
        ),
      );
      for (const [expected, seen] of [
        [single, counts],
        [joint, pairs],
      ] as const) {
        const { value, freedom } = chiSquare(expected, seen);
        expect(freedom).toBeGreaterThanOrEqual(5);
        expect(value).toBeLessThan(bound(freedom));
      }
    },
  );

  it('accepts less as the temperature rises, because heads guess the most likely token', () => {
    const acceleration = (temperature: number): number => {
      let [tokens, steps] = [0, 0];
      for (let seed = 0; seed < 60; seed += 1) {
        const sampled = answer('eagle', { ...SAMPLED, temperature }, seed);
        tokens += sampled.tokens.length;
        steps += sampled.steps;
      }
      return tokens / steps;
    };
    const [cold, warm, hot] = [acceleration(0), acceleration(0.7), acceleration(1.5)];
    expect(warm).toBeLessThan(cold - 0.1);
    expect(hot).toBeLessThan(warm - 0.1);
  });

  it('gives the same answer again for a seed, and another one for another seed or with speculation', () => {
    const sampled = text(answer('mlp', SAMPLED, 5));
    expect(text(answer('mlp', SAMPLED, 5))).toBe(sampled);
    expect(text(answer('mlp', SAMPLED, 6))).not.toBe(sampled);
    expect(text(answer('none', SAMPLED, 5))).not.toBe(sampled);
  });

  it('cuts away what was accepted behind an end: length, EOS or stop text', () => {
    const plain = answer('none', GREEDY, 1, 150);
    for (const most of [2, 3, 5, 8, 13])
      expect(ids(answer('eagle', GREEDY, 1, most))).toEqual(ids(plain).slice(0, most));
    const stop = [plain.tokens[20]!.text + plain.tokens[21]!.text];
    const stopped = answer('eagle', GREEDY, 1, 150, stop);
    expect(text(stopped).endsWith(stop[0]!)).toBe(true);
    expect(ids(stopped)).toEqual(ids(answer('none', GREEDY, 1, 150, stop)));
  });
});

describe('the account of drafts', () => {
  it('is whole: what is kept but for the bonus token matched, and nothing matches beyond what was proposed', () => {
    const target = new TargetModel(LLAMA, PROMPT);
    const request = { prompt: PROMPT, promptTokens: 10, maxNewTokens: 90, sampling: GREEDY, stop: [] };
    const sequence = new Sequence(request, target, new FinishRule(90, LLAMA.eos.id, []), 1);
    const drafting = { kind: 'eagle', tokens: 4, ngram: 'always', quality: 1 } as const;
    let advance = sequence.prefill();
    expect(advance.draft).toEqual({ proposed: 0, matched: 0 });
    while (advance.finish === null) {
      advance = sequence.decode(drafting);
      const kept = advance.tokens.length - 1;
      expect(advance.draft.proposed).toBe(4);
      expect(advance.draft.matched).toBeLessThanOrEqual(4);
      expect(advance.draft.matched).toBeGreaterThanOrEqual(kept);
      expect(advance.finish !== null || advance.draft.matched === kept).toBe(true);
    }
  });

  it('counts what matched behind an end, though nobody gets it', () => {
    let behind = 0;
    for (let most = 2; most < 60; most += 1) {
      const target = new TargetModel(LLAMA, PROMPT);
      const request = { prompt: PROMPT, promptTokens: 10, maxNewTokens: most, sampling: GREEDY, stop: [] };
      const sequence = new Sequence(request, target, new FinishRule(most, LLAMA.eos.id, []), 1);
      let advance = sequence.prefill();
      while (advance.finish === null)
        advance = sequence.decode({ kind: 'eagle', tokens: 4, ngram: 'always', quality: 1 });
      behind += advance.draft.matched - (advance.tokens.length - 1);
    }
    expect(behind).toBeGreaterThan(20);
  });

  it('proposes no more than there is room for, where the server does not, so that an end by length cuts nothing off', () => {
    for (let most = 2; most < 60; most += 1) {
      const target = new TargetModel(LLAMA, PROMPT);
      const request = { prompt: PROMPT, promptTokens: 10, maxNewTokens: most, sampling: GREEDY, stop: [] };
      const sequence = new Sequence(request, target, new FinishRule(most, LLAMA.eos.id, []), 1);
      const drafting = { kind: 'eagle', tokens: 4, ngram: 'always', longest: 'room', quality: 1 } as const;
      let advance = sequence.prefill();
      while (advance.finish === null) {
        const room = most - sequence.length - 1;
        advance = sequence.decode(drafting);
        expect(advance.draft.proposed).toBe(Math.min(4, room));
        expect(advance.draft.matched).toBe(advance.tokens.length - 1);
      }
      expect(sequence.length).toBe(most);
    }
  });

  it('has plain steps where a lookup finds nothing, and the same text', () => {
    const answers = (['none', 'ngram'] as const).map((kind) => {
      const target = new TargetModel(LLAMA, PROMPT);
      const request = { prompt: PROMPT, promptTokens: 10, maxNewTokens: 120, sampling: GREEDY, stop: [] };
      const sequence = new Sequence(request, target, new FinishRule(120, LLAMA.eos.id, []), 1);
      const proposed: number[] = [];
      const tokens: number[] = [];
      let advance = sequence.prefill();
      while (advance.finish === null) {
        tokens.push(...advance.tokens.map((token) => token.id));
        advance = sequence.decode({ kind, tokens: 3, ngram: 'on-match', quality: 1 });
        proposed.push(advance.draft.proposed);
      }
      return { tokens: [...tokens, ...advance.tokens.map((token) => token.id)], proposed };
    });
    expect(answers[1]!.tokens).toEqual(answers[0]!.tokens);
    expect(answers[1]!.proposed).toContain(0);
    expect(answers[1]!.proposed).toContain(3);
  });
});
