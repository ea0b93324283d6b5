import { describe, expect, it } from 'vitest';
import { readOptions } from './options.ts';

describe('simulate options', () => {
  it('have defaults', () => {
    expect(readOptions([])).toEqual({ help: false, seeds: 200, seed: 1, world: null, json: null });
  });

  it('are read', () => {
    const args = ['--seeds', '7', '--seed', '99', '--world', 'ramp', '--json', 'out.json'];
    expect(readOptions(args)).toEqual({ help: false, seeds: 7, seed: 99, world: 'ramp', json: 'out.json' });
    expect(readOptions(['--world', 'errors']).world).toBe('errors');
  });

  it('that are wrong are named, with what would be right', () => {
    expect(() => readOptions(['--seeds', 'many'])).toThrow('--seeds: "many" is not a whole number from 1 to 100000');
    expect(() => readOptions(['--seeds', '0'])).toThrow('from 1 to 100000');
    expect(() => readOptions(['--seed', '1.5'])).toThrow('--seed: "1.5"');
    expect(() => readOptions(['--world', 'flat'])).toThrow('--world: there is no "flat", but plain, heavy-tails');
    expect(() => readOptions(['--worlds', 'plain'])).toThrow("Unknown option '--worlds'");
  });
});
