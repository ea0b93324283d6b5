import type { Method } from '@slipstream/metrics';
import { describe, expect, it } from 'vitest';
import { SpeculationLedger } from './speculation-ledger.ts';
import { testConfig } from './testing/test-config.ts';
import { attempt, decisionFor, settle, settledRecord, streamReading, tokenCounts } from './testing/test-records.ts';

const config = testConfig();
const model = config.models.get('tgi')!;

describe('SpeculationLedger', () => {
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
