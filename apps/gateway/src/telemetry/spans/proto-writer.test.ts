import * as fc from 'fast-check';
import protobuf from 'protobufjs';
import { describe, expect, it } from 'vitest';
import { ProtoWriter } from './proto-writer.ts';

const type = protobuf
  .parse(
    `syntax = "proto3";
    message Inner { string text = 1; uint64 count = 2; }
    message Outer {
      repeated Inner inner = 1; double ratio = 2; fixed64 nanos = 3; fixed32 flags = 16; bytes id = 17; string last = 200;
    }`,
    { keepCase: true },
  )
  .root.lookupType('Outer');

const inner = fc.record({ text: fc.string({ unit: 'binary', maxLength: 300 }), count: fc.maxSafeNat() });
const message = fc.record({
  inner: fc.array(inner, { maxLength: 20 }),
  ratio: fc.double({ noNaN: true }),
  nanos: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  flags: fc.integer({ min: 0, max: 0xffff }),
  id: fc.uint8Array({ minLength: 16, maxLength: 16 }),
  last: fc.string({ unit: 'grapheme', maxLength: 50 }),
});

describe('ProtoWriter', () => {
  it('writes what another reader of protobuf reads', () => {
    const writer = new ProtoWriter();
    fc.assert(
      fc.property(message, (wanted) => {
        for (const { text, count } of wanted.inner) {
          writer.message(1, 4, () => {
            writer.text(1, text);
            writer.varint(2, count);
          });
        }
        writer.double(2, wanted.ratio);
        writer.fixed64(3, wanted.nanos);
        writer.fixed32(16, wanted.flags);
        writer.hex(17, Buffer.from(wanted.id).toString('hex'));
        writer.text(200, wanted.last);
        const read = type.toObject(type.decode(writer.take()), { longs: String, defaults: true, bytes: Array });
        expect(read).toEqual({
          ...wanted,
          inner: wanted.inner.map(({ text, count }) => ({ text: text.toWellFormed(), count: String(count) })),
          nanos: String(wanted.nanos),
          id: [...wanted.id],
        });
      }),
    );
  });

  it('grows with what is written, and begins anew once it is taken', () => {
    const writer = new ProtoWriter();
    writer.text(200, 'x'.repeat(1_000_000));
    expect(type.decode(writer.take()).toJSON()).toEqual({ last: 'x'.repeat(1_000_000) });
    expect(writer.length).toBe(0);
  });

  it('does not cut a length for which it left too little room', () => {
    const writer = new ProtoWriter();
    expect(() => writer.message(1, 1, () => writer.text(1, 'x'.repeat(200)))).toThrow(RangeError);
  });
});
