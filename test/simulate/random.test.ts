import { describe, expect, it } from 'vitest';
import { seededRandom } from './random.ts';

const many = <T>(draw: () => T, count = 20_000): readonly T[] => Array.from({ length: count }, draw);
const mean = (xs: readonly number[]) => xs.reduce((sum, x) => sum + x, 0) / xs.length;

describe('seeded randomness', () => {
  it('is the same for the same seed and stream, and another for either other', () => {
    const of = (seed: number, stream: number) => many(seededRandom(seed, stream).uniform, 5);
    expect(of(1, 2)).toEqual(of(1, 2));
    expect(of(1, 2)).not.toEqual(of(2, 2));
    expect(of(1, 2)).not.toEqual(of(1, 3));
  });

  it('has the moments it should', () => {
    const random = seededRandom(1, 1);
    // Three standard errors of 20 000 draws.
    expect(Math.abs(mean(many(random.uniform)) - 0.5)).toBeLessThan(0.0062);
    const normals = many(random.normal);
    expect(Math.abs(mean(normals))).toBeLessThan(0.0213);
    expect(Math.abs(mean(normals.map((x) => x * x)) - 1)).toBeLessThan(0.03);
    expect(Math.abs(mean(many(random.exponential)) - 1)).toBeLessThan(0.0213);
  });

  it('of neighbouring seeds is unrelated', () => {
    const firsts = Array.from({ length: 5000 }, (_, seed) => seededRandom(seed, 7).uniform() - 0.5);
    const products = firsts.slice(1).map((x, index) => x * (firsts[index] ?? 0));
    // Products of two uniforms have a standard deviation of 1/12.
    expect(Math.abs(mean(products))).toBeLessThan(3 / 12 / Math.sqrt(5000));
  });
});
