import { engineAdapter } from '@slipstream/metrics';
import { describe, expect, it } from 'vitest';
import type { PageResult } from '../ports.ts';
import { readEnginePage } from './read-engine-page.ts';

const tgi = engineAdapter('tgi');

function page(text: string, status = 200): PageResult {
  return { ok: true, status, contentType: 'text/plain', body: new TextEncoder().encode(text) };
}

describe('readEnginePage', () => {
  it('reads a fresh engine, which shows nothing yet, as zero', () => {
    expect(readEnginePage(page(''), tgi)).toMatchObject({ result: 'ok', counters: { steps: 0, accepted: 0 } });
  });

  it('reads steps and accepted tokens of a summary', () => {
    const text = [
      '# TYPE tgi_request_skipped_tokens summary',
      'tgi_request_skipped_tokens{quantile="0.5"} 1',
      'tgi_request_skipped_tokens_sum 73',
      'tgi_request_skipped_tokens_count 100',
      '',
    ].join('\n');
    expect(readEnginePage(page(text), tgi)).toMatchObject({ result: 'ok', counters: { steps: 100, accepted: 73 } });
  });

  it('reads what an engine does not count as unknown, and calls a place that is no count malformed', () => {
    const vllm = engineAdapter('vllm');
    expect(readEnginePage(page(''), vllm)).toMatchObject({ result: 'ok', counters: { steps: null, tokens: null } });
    const place = 'vllm:spec_decode_num_accepted_tokens_per_pos_total{position="0"} -1\n';
    expect(readEnginePage(page(place), vllm).result).toBe('malformed');
  });

  it.each([
    ['HTML', '<html><body>Bad gateway</body></html>'],
    ['a page cut inside a line', '# TYPE tgi_queue_size gauge\ntgi_queue_size{method="dec'],
    ['a negative count', '# TYPE tgi_request_skipped_tokens summary\ntgi_request_skipped_tokens_count -4\n'],
    ['a count that is no number', '# TYPE tgi_request_skipped_tokens summary\ntgi_request_skipped_tokens_sum NaN\n'],
  ])('calls %s malformed', (_, text) => {
    const reading = readEnginePage(page(text), tgi);
    expect(reading.result).toBe('malformed');
    expect('reason' in reading && reading.reason).not.toBe('');
  });

  it('calls bytes that are no UTF-8 malformed', () => {
    const body = new Uint8Array([0xff, 0xfe, 0x00]);
    expect(readEnginePage({ ok: true, status: 200, contentType: null, body }, tgi).result).toBe('malformed');
  });

  it('believes no page of another status', () => {
    expect(readEnginePage(page('tgi_queue_size 0\n', 503), tgi)).toEqual({ result: 'rejected', reason: 'status 503' });
  });

  it('passes on why a page was not got', () => {
    expect(readEnginePage({ ok: false, failure: 'refused' }, tgi)).toEqual({
      result: 'unreachable',
      reason: 'refused',
    });
  });
});
