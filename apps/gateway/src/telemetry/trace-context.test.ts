import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTraceContext, writeTraceContext } from './trace-context.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const spanId = '00f067aa0ba902b7';

describe('readTraceContext', () => {
  it('reads ids and whether the caller samples', () => {
    expect(readTraceContext({ traceparent: `00-${traceId}-${spanId}-01` })).toMatchObject({
      traceId,
      spanId,
      traceFlags: 1,
    });
    expect(readTraceContext({ traceparent: `00-${traceId}-${spanId}-00` })?.traceFlags).toBe(0);
  });

  it('reads only the sampled flag of several', () => {
    expect(readTraceContext({ traceparent: `00-${traceId}-${spanId}-03` })?.traceFlags).toBe(1);
    expect(readTraceContext({ traceparent: `00-${traceId}-${spanId}-02` })?.traceFlags).toBe(0);
  });

  it('reads the known fields of a later version', () => {
    expect(readTraceContext({ traceparent: `01-${traceId}-${spanId}-01-what-comes` })).toMatchObject({
      traceId,
      spanId,
    });
  });

  it.each([
    ['nothing', undefined],
    ['an empty header', ''],
    ['version ff', `ff-${traceId}-${spanId}-01`],
    ['more fields in version 00', `00-${traceId}-${spanId}-01-more`],
    ['upper case', `00-${traceId.toUpperCase()}-${spanId}-01`],
    ['a short trace id', `00-${traceId.slice(1)}-${spanId}-01`],
    ['a trace id of zeros', `00-${'0'.repeat(32)}-${spanId}-01`],
    ['a span id of zeros', `00-${traceId}-${'0'.repeat(16)}-01`],
    ['two headers joined', `00-${traceId}-${spanId}-01, 00-${traceId}-${spanId}-01`],
    ['flags that are no hex', `00-${traceId}-${spanId}-0x`],
  ])('takes %s for no context', (_, traceparent) => {
    expect(readTraceContext(traceparent === undefined ? {} : { traceparent })).toBeNull();
  });

  it('never throws, whatever a client sends', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (traceparent, tracestate) => {
        readTraceContext({ traceparent, tracestate });
        readTraceContext({ traceparent: `00-${traceId}-${spanId}-01`, tracestate });
      }),
    );
  });
});

describe('writeTraceContext', () => {
  it('writes what it read', () => {
    const id = (digits: number) =>
      fc.stringMatching(new RegExp(`^[0-9a-f]{${digits}}$`)).filter((text) => !/^0+$/.test(text));
    fc.assert(
      fc.property(id(32), id(16), fc.constantFrom('00', '01'), (trace, span, flags) => {
        const headers = { traceparent: `00-${trace}-${span}-${flags}`, tracestate: 'a=1,b@c=2' };
        expect(writeTraceContext(readTraceContext(headers)!)).toEqual(headers);
      }),
    );
  });

  it('drops a trace state that is longer than anyone must carry', () => {
    const headers = { traceparent: `00-${traceId}-${spanId}-01`, tracestate: `a=${'x'.repeat(600)}` };
    expect(writeTraceContext(readTraceContext(headers)!)).toEqual({ traceparent: headers.traceparent });
  });
});
