import { describe, expect, it } from 'vitest';
import { gpuTime } from './gpu-time.ts';
import { testConfig } from './testing/test-config.ts';
import { attempt, decisionFor, settledRecord } from './testing/test-records.ts';

const decision = decisionFor(testConfig(), 'mlp');
const four = { ...decision, variant: { ...decision.variant, gpus: 4 } };

describe('gpuTime', () => {
  it('is the attempts’ part of their replicas’ time, for each GPU', () => {
    const time = gpuTime(settledRecord({ decision: four }));
    expect(time?.seconds).toBeCloseTo(2.8, 12);
    expect(time).toMatchObject({ wastedSeconds: 0, decodeSeconds: 2 });
  });

  it('is wasted by what gave no answer, and by an answer that did not end well', () => {
    const lost = attempt({ outcome: 'hedge_lost', replicaTime: { seconds: 0.25, decodeSeconds: null } });
    const both = settledRecord({ decision, attempts: [lost, attempt({ index: 1 })] });
    expect(gpuTime(both)).toMatchObject({ seconds: 0.95, wastedSeconds: 0.25, decodeSeconds: 0.5 });
    const left = settledRecord({ decision, outcome: 'client_gone' });
    expect(gpuTime(left)).toMatchObject({ seconds: 0.7, wastedSeconds: 0.7 });
  });

  it('is nothing of a replica that was not reached, and unknown of an attempt that has not ended', () => {
    const refused = attempt({ outcome: 'connect_timeout', replicaTime: { seconds: 2, decodeSeconds: null } });
    expect(gpuTime(settledRecord({ decision, attempts: [refused, attempt({ index: 1 })] }))?.seconds).toBe(0.7);
    expect(gpuTime(settledRecord({ decision, attempts: [attempt({ replicaTime: null })] }))).toBeNull();
    expect(gpuTime(settledRecord({ decision, attempts: [] }))).toEqual({
      seconds: 0,
      wastedSeconds: 0,
      decodeSeconds: null,
    });
  });
});
