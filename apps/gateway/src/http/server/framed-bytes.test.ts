import { ResponseScanner } from '@slipstream/wire';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { framedBytes } from './framed-bytes.ts';

/** The body that a client reads, and whether it takes it for whole. */
function read(pieces: readonly Uint8Array[]): { readonly body: Buffer; readonly isOver: boolean } {
  const wire = Buffer.concat(pieces);
  const scanner = new ResponseScanner();
  const body: Buffer[] = [];
  scanner.push(wire, { head: () => {}, body: (start, end) => void body.push(wire.subarray(start, end)) });
  return { body: Buffer.concat(body), isOver: scanner.isOver };
}

const parts = fc.array(fc.uint8Array({ maxLength: 5000 }), { minLength: 1, maxLength: 5 });
const large = new Uint8Array(70_000).fill(0x61);

describe('framedBytes', () => {
  it('in chunks is read back as the bytes that it was made of, whole behind the last ones only', () => {
    const head = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n';
    fc.assert(
      fc.property(parts, fc.boolean(), (written, ends) => {
        const pieces = [...written, large].flatMap((bytes, index, all) =>
          framedBytes(index === 0 ? head : '', bytes, 'chunked', ends && index + 1 === all.length),
        );
        const { body, isOver } = read(pieces);
        // Not by `toEqual`, which looks at each of some million bytes.
        expect([body.equals(Buffer.concat([...written, large])), isOver]).toEqual([true, ends]);
      }),
    );
  });

  it('of a known length is what it was', () => {
    const head = 'HTTP/1.1 200 OK\r\ncontent-length: 70005\r\n\r\n';
    const pieces = [
      ...framedBytes(head, Buffer.from('hello'), 'length', false),
      ...framedBytes('', large, 'length', true),
    ];
    expect(read(pieces)).toEqual({ body: Buffer.concat([Buffer.from('hello'), large]), isOver: true });
  });

  it('is one piece where it is small, the head included', () => {
    const [piece, ...others] = framedBytes('HEAD\r\n\r\n', Buffer.from('hello'), 'chunked', true);
    expect([Buffer.from(piece ?? '').toString(), others]).toEqual(['HEAD\r\n\r\n5\r\nhello\r\n0\r\n\r\n', []]);
  });

  it('is the head alone where there is no body', () => {
    expect(Buffer.concat(framedBytes('HEAD\r\n\r\n', Buffer.from('hello'), 'none', true)).toString()).toBe(
      'HEAD\r\n\r\n',
    );
  });
});
