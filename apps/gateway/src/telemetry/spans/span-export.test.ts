import { describe, expect, it } from 'vitest';
import type { FinishedSpan } from './finished-span.ts';
import { SpanExport } from './span-export.ts';

const span: FinishedSpan = {
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  spanId: '00f067aa0ba902b7',
  parentSpanId: null,
  parentIsRemote: false,
  traceState: '',
  name: 'chat tgi',
  kind: 'server',
  startMs: 1_800_000_000_000,
  endMs: 1_800_000_000_001.5,
  isError: false,
  events: [],
  writeAttributes: (to) => to.text('a', 'b'),
};

/** A collector that takes an export when the test says so. */
class Collector {
  readonly bodies: number[] = [];
  readonly warnings: string[] = [];
  readonly spans: SpanExport = new SpanExport({
    send: async (body) => {
      this.bodies.push(body.length);
      await this.#taken.promise;
    },
    warn: (message) => void this.warnings.push(message),
    resource: { 'service.name': 'x' },
    scope: { name: 'x', version: '1' },
    schemaUrl: null,
  });
  #taken = Promise.withResolvers<void>();

  take(): void {
    this.#taken.resolve();
  }

  refuse(): void {
    this.#taken.reject(new Error('no'));
  }
}

describe('SpanExport', () => {
  it('sends spans in company, and the rest when it is asked to', async () => {
    const collector = new Collector();
    collector.take();
    for (let count = 0; count < 130; count += 1) collector.spans.add(span);
    await collector.spans.flush();
    const [many = 0, few = 0] = collector.bodies;
    expect(collector.bodies).toHaveLength(2);
    // 128 and 2 of the same size, each time behind the same head.
    const size = (many - few) / 126;
    expect(Number.isInteger(size) && size > 60).toBe(true);
  });

  it('keeps so many for a collector that is slow, and says what it drops', async () => {
    const collector = new Collector();
    for (let count = 0; count < 128 * 30; count += 1) collector.spans.add(span);
    expect(collector.bodies).toHaveLength(1);
    collector.take();
    await collector.spans.flush();
    expect(collector.bodies).toHaveLength(17);
    expect(collector.warnings).toHaveLength(13);
  });

  it('says what was refused, and goes on', async () => {
    const collector = new Collector();
    for (let count = 0; count < 256; count += 1) collector.spans.add(span);
    collector.refuse();
    await collector.spans.flush();
    expect(collector.warnings).toEqual(['an export of spans failed', 'an export of spans failed']);
    expect(collector.bodies).toHaveLength(2);
  });

  it('has nothing to send where nothing was added', async () => {
    const collector = new Collector();
    await collector.spans.flush();
    expect(collector.bodies).toEqual([]);
  });
});
