import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RequestBody } from './request-body.ts';
import type { RequestFraming } from './request-head.ts';

/** What is read of these bytes, and what is left behind the body, when they come cut at these places. */
function read(framing: RequestFraming, wire: Buffer, cuts: readonly number[]): { body: string; rest: string } {
  const body = new RequestBody(framing);
  const places = [0, ...cuts.map((cut) => cut % (wire.length + 1)).toSorted((a, b) => a - b), wire.length];
  let text = '';
  let rest = '';
  for (let index = 1; index < places.length; index += 1) {
    const piece = wire.subarray(places[index - 1], places[index]);
    const end = body.isOver ? 0 : body.push(piece, (from, to) => (text += piece.toString('latin1', from, to)));
    rest += piece.toString('latin1', end);
  }
  return { body: text, rest };
}

describe('RequestBody', () => {
  it('is over at once where there is none', () => {
    expect(new RequestBody({ kind: 'length', bytes: 0 }).isOver).toBe(true);
  });

  it('of a known length is the same however it is cut, and ends where the next request begins', () => {
    fc.assert(
      fc.property(fc.array(fc.nat()), (cuts) => {
        expect(read({ kind: 'length', bytes: 5 }, Buffer.from('helloGET /'), cuts)).toEqual({
          body: 'hello',
          rest: 'GET /',
        });
      }),
    );
  });

  it('in chunks likewise', () => {
    const wire = Buffer.from('3;a=b\r\nhel\r\n2\r\nlo\r\n0\r\nx: y\r\n\r\nGET /');
    fc.assert(
      fc.property(fc.array(fc.nat()), (cuts) => {
        expect(read({ kind: 'chunked' }, wire, cuts)).toEqual({ body: 'hello', rest: 'GET /' });
      }),
    );
  });
});
