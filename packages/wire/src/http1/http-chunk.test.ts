import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { httpChunk } from './http-chunk.ts';
import { ResponseScanner } from './response-scanner.ts';

const head = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n';

describe('httpChunk', () => {
  it('is read back as the bytes that it was made of', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ minLength: 1, maxLength: 5000 }), { maxLength: 5 }), (parts) => {
        const wire = Buffer.concat([Buffer.from(head), ...parts.map(httpChunk), Buffer.from('0\r\n\r\n')]);
        const scanner = new ResponseScanner();
        const body: Buffer[] = [];
        scanner.push(wire, { head: () => {}, body: (start, end) => void body.push(wire.subarray(start, end)) });
        expect(scanner.isOver).toBe(true);
        expect(Buffer.concat(body)).toEqual(Buffer.concat(parts));
      }),
    );
  });

  it('is never the end of a body', () => {
    expect(() => httpChunk(new Uint8Array(0))).toThrow(RangeError);
  });
});
