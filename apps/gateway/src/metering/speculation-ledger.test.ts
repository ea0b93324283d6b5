import type { Method } from '@slipstream/metrics';
import { describe, expect, it } from 'vitest';
import { SpeculationLedger } from './speculation-ledger.ts';
import { testConfig } from './testing/test-config.ts';
import {
  attempt,
  decisionFor,
  recordAtPace,
  settle,
  settledRecord,
  streamReading,
  tokenCounts,
} from './testing/test-records.ts';

const config = testConfig();
const model = config.models.get('tgi')!;

/** Paces around a mean, ± 20 %, the same spread for every arm: no randomness is needed to see the arithmetic. */
function fill(ledger: SpeculationLedger, variant: string, requests: number, secondsPerToken: number): void {
  for (let i = 0; i < requests; i += 1) {
    const factor = Math.exp(0.2 * Math.sin(i));
    settle(ledger, recordAtPace(decisionFor(config, variant), secondsPerToken * factor));
  }
}

describe('SpeculationLedger', () => {
  it('states the speed-up of TPOT over the control, with an interval around it', () => {
    const ledger = new SpeculationLedger();
    fill(ledger, 'baseline', 400, 0.024);
    fill(ledger, 'mlp', 400, 0.02);
    const { interval, control } = ledger.speedup(model, 'mlp');
    expect(control).toBe('baseline');
    expect(interval!.estimate).toBeCloseTo(1.2, 9);
    expect(interval!.lower).toBeGreaterThan(1.1);
    expect(interval!.upper).toBeLessThan(1.3);
  });

  it('states nothing below 50 requests in either arm, and says how many there are', () => {
    const ledger = new SpeculationLedger();
    fill(ledger, 'baseline', 200, 0.024);
    fill(ledger, 'mlp', 49, 0.02);
    expect(ledger.speedup(model, 'mlp')).toEqual({
      interval: null,
      control: 'baseline',
      reason: 'not enough requests: 49 of 50',
    });
    fill(ledger, 'mlp', 1, 0.02);
    expect(ledger.speedup(model, 'mlp').interval).not.toBeNull();
  });

  it('states nothing of a variant without a control', () => {
    const ledger = new SpeculationLedger();
    fill(ledger, 'medusa', 100, 0.02);
    expect(ledger.speedup(model, 'medusa')).toEqual({ interval: null, control: null, reason: 'no control' });
  });

  it('leaves out short answers, failures and answers that were no stream', () => {
    const ledger = new SpeculationLedger();
    const decision = decisionFor(config, 'mlp');
    const short = streamReading({ tokens: tokenCounts({ prompt: 20, completion: 7, source: 'engine' }) });
    const cut = streamReading({ end: 'truncated' });
    settle(ledger, settledRecord({ decision, attempts: [attempt({ reading: short })] }));
    settle(ledger, settledRecord({ decision, attempts: [attempt({ reading: cut })], outcome: 'upstream_truncated' }));
    settle(ledger, settledRecord({ decision, outcome: 'client_gone' }));
    settle(ledger, settledRecord({ decision, stream: false }));
    const totals = ledger.totals(model, 'mlp');
    expect(totals.requests).toBe(4);
    expect(totals.ok).toBe(2);
    expect(totals.logTimePerToken.n).toBe(0);
  });

  it('keeps the sums of different methods apart', () => {
    const ledger = new SpeculationLedger();
    const decision = decisionFor(config, 'mlp');
    const seenBy = (method: Method) => {
      const { speculation } = streamReading();
      const reading = streamReading({ speculation: { ...speculation!, method } });
      return settledRecord({ decision, attempts: [attempt({ reading })] });
    };
    settle(ledger, seenBy('estimated'));
    settle(ledger, seenBy('estimated'));
    settle(ledger, seenBy('derived'));
    const { inBand } = ledger.totals(model, 'mlp');
    expect(inBand.get('estimated')?.sums).toMatchObject({ requests: 2, tokens: 22, steps: 12, accepted: 10 });
    expect(inBand.get('derived')?.sums).toMatchObject({ requests: 1, tokens: 11, steps: 6, accepted: 5 });
  });

  it('counts forced requests among the requests, and apart', () => {
    const ledger = new SpeculationLedger();
    settle(ledger, settledRecord({ decision: decisionFor(config, 'mlp', { exposure: false, forced: true }) }));
    settle(ledger, settledRecord({ decision: decisionFor(config, 'mlp') }));
    expect(ledger.totals(model, 'mlp')).toMatchObject({
      requests: 2,
      forced: 1,
      promptTokens: 40,
      completionTokens: 22,
    });
  });

  it('gives a request without a variant to nobody', () => {
    const ledger = new SpeculationLedger();
    settle(ledger, settledRecord({ decision: null, attempts: [], outcome: 'model_not_found' }));
    for (const variant of model.variants.keys()) expect(ledger.totals(model, variant).requests).toBe(0);
  });
});
