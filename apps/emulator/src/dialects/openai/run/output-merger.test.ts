import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EngineStep } from '../../../engine/engine.ts';
import { type Output, OutputMerger } from './output-merger.ts';

const step = (tokens: number, finish: EngineStep['finish'] = null): EngineStep => ({
  atMs: 0,
  kind: 'decode',
  tokens: Array.from({ length: tokens }, (_, id) => ({ id, text: 'x', special: false, logprob: 0 })),
  finish,
  draft: { proposed: 0, matched: 0 },
});

/** A client whose slowness the test decides. */
function outlet() {
  const drained: (() => void)[] = [];
  const state = {
    isBehind: false,
    onceDrained: (run: () => void) => void drained.push(run),
    drain: () => {
      state.isBehind = false;
      for (const run of drained.splice(0)) run();
    },
  };
  return state;
}

describe('OutputMerger', () => {
  it('lets each step out by itself to a client that keeps up', () => {
    const out: Output[] = [];
    const merger = new OutputMerger(
      outlet(),
      () => false,
      (output) => out.push(output),
    );
    for (const tokens of [1, 3, 2]) merger.push(step(tokens));
    expect(out.map(({ tokens, steps }) => [tokens.length, steps])).toEqual([
      [1, 1],
      [3, 1],
      [2, 1],
    ]);
  });

  it('lets out together what piled up while the client was behind', () => {
    const out: Output[] = [];
    const client = outlet();
    const merger = new OutputMerger(
      client,
      () => false,
      (output) => out.push(output),
    );
    merger.push(step(1));
    client.isBehind = true;
    merger.push(step(3));
    merger.push(step(2, 'eos'));
    expect(out).toHaveLength(1);
    client.drain();
    expect(out[1]).toMatchObject({ steps: 2, finish: 'eos' });
    expect(out[1]!.tokens).toHaveLength(5);
  });

  it('never loses a token or a step, and the last output has the end', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 5 }), fc.boolean(), fc.boolean()), { minLength: 1 }),
        (plan) => {
          const out: Output[] = [];
          const client = outlet();
          let lag = false;
          const merger = new OutputMerger(
            client,
            () => lag,
            (output) => out.push(output),
          );
          for (const [index, [tokens, behind, lags]] of plan.entries()) {
            lag = lags;
            client.isBehind = behind;
            merger.push(step(tokens, index === plan.length - 1 ? 'length' : null));
            if (!behind) client.drain();
          }
          client.drain();
          const sum = (of: (output: Output) => number): number => out.reduce((total, output) => total + of(output), 0);
          expect(sum(({ tokens }) => tokens.length)).toBe(plan.reduce((total, [tokens]) => total + tokens, 0));
          expect(sum(({ steps }) => steps)).toBe(plan.length);
          expect(out.map(({ finish }) => finish)).toEqual([...out.slice(1).map(() => null), 'length']);
        },
      ),
    );
  });
});
