import type { RequestRecord } from '../metering/request-record.ts';
import type { TestGateway } from './test-gateway.ts';

/** Waits for the record of the n-th request to settle: a client can be told before the gateway has finished. */
export async function settled(gateway: TestGateway, count = 1): Promise<RequestRecord> {
  const deadline = performance.now() + 5000;
  for (;;) {
    const record = gateway.records[count - 1];
    if (record !== undefined) return record;
    if (performance.now() > deadline) throw new Error(`only ${gateway.records.length} requests have settled`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
