import { describe, expect, it } from 'vitest';
import { RequestIds } from './request-ids.ts';

describe('RequestIds', () => {
  const ids = new RequestIds(() => 0.123456789);

  it("keeps a client's id that is well-formed", () => {
    expect(ids.next('Trace.7_a-B')).toBe('Trace.7_a-B');
    expect(ids.next('x'.repeat(128))).toBe('x'.repeat(128));
  });

  it.each(['', 'a b', 'a\r\nset-cookie: x', 'é', 'x'.repeat(129)])('makes its own instead of %j', (fromClient) => {
    expect(ids.next(fromClient)).toMatch(/^req-[a-z0-9]{12}-[a-z0-9]+$/);
  });

  it('never makes the same id twice', () => {
    const made = Array.from({ length: 1000 }, () => ids.next(undefined));
    expect(new Set(made).size).toBe(1000);
  });
});
