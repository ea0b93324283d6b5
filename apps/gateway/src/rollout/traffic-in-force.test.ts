import { describe, expect, it } from 'vitest';
import { planOf } from './core/testing/plan-of.ts';
import { planned } from './core/rollout-state.ts';
import type { RolloutState } from './core/rollout-state.ts';
import { simulatedConfig } from './testing/simulated-gateway.ts';
import { trafficInForce, withTraffic } from './traffic-in-force.ts';

const state = (changes: Partial<RolloutState>, name: string = 'live'): RolloutState => ({
  ...planned(planOf({ name })),
  run: 1,
  epoch: 3,
  ...changes,
});
const running = { kind: 'running', step: 1, swap: null, confirmed: false } as const;

describe('traffic in force', () => {
  it('leaves a model as it is configured until its rollout is started', () => {
    expect(trafficInForce([state({ phase: { kind: 'planned' } })], false).size).toBe(0);
    const config = simulatedConfig();
    expect(withTraffic(config, new Map())).toBe(config);
  });

  it('is that of the rollout that was started last', () => {
    const old = state({ phase: { kind: 'promoted', settled: true, reported: false }, begunWallMs: 1 }, 'old');
    const fresh = state({ phase: running, begunWallMs: 2 }, 'fresh');
    expect(trafficInForce([fresh, old], false).get('tgi')?.plan.name).toBe('fresh');
  });

  it('with the brake on gives everything to the control, a promotion too', () => {
    const promoted = state({ phase: { kind: 'promoted', settled: true, reported: false } });
    expect(trafficInForce([promoted], true).get('tgi')?.traffic.coverage).toBe(0);
  });

  it('becomes an experiment of the same variants, with the control for those outside', () => {
    const config = simulatedConfig();
    const { models } = withTraffic(config, trafficInForce([state({ phase: running })], false));
    const [before, after] = [config.models.get('tgi'), models.get('tgi')];
    expect(after?.variants).toBe(before?.variants);
    expect(after?.experiment).toMatchObject({
      seed: 'live.1',
      unit: 'session',
      coverage: 0.5,
      fallback: 'baseline',
      run: 'live.1.3',
    });
    expect(before?.experiment.run).toBeNull();
    expect([...(after?.experiment.weights ?? [])]).toEqual([
      ['baseline', 0.5],
      ['mlp', 0.5],
    ]);
  });

  it('passes over a rollout whose variants are gone', () => {
    const plan = planOf({ candidate: 'gone' });
    const config = simulatedConfig();
    const { models } = withTraffic(config, trafficInForce([state({ plan, phase: running })], false));
    expect(models.get('tgi')).toBe(config.models.get('tgi'));
  });
});
