import { describe, expect, it } from 'vitest';
import { llamaTraits } from '../llamacpp-traits.ts';
import { GenerationStats } from '../run/generation-stats.ts';
import { ServerMetrics } from './server-metrics.ts';

const idle = { running: 0, waiting: 0 };

/** A process that has been at it for long. */
function longRunning(): ServerMetrics {
  const metrics = new ServerMetrics(llamaTraits['llamacpp-2026-08']!, () => 1_700_000_000);
  const stats = new GenerationStats(10);
  Object.assign(stats, { generated: 1_423_152, drafts: 1_000_001, draftTokens: 3_141_592, accepted: 1_234_567 });
  stats.acceptedAt.push(1_000_003, 234_564);
  metrics.released(stats, true);
  return metrics;
}

describe('metricsPage', () => {
  it('prints six digits of a counter above 999,999, and every digit of the one with labels', () => {
    const page = longRunning().page(idle);
    expect(page).toContain('\nllamacpp:tokens_predicted_total 1.42315e+06\n');
    expect(page).toContain('\nllamacpp:spec_decode_num_draft_tokens_total 3.14159e+06\n');
    expect(page).toContain('\nllamacpp:spec_decode_num_accepted_tokens_total 1.23457e+06\n');
    expect(page).toContain('\nllamacpp:spec_decode_num_drafts_total 1e+06\n');
    expect(page).toContain('_per_pos_total{position="0"} 1000003\n');
    expect(page).toContain('_per_pos_total{position="1"} 234564\n');
  });

  it('does not move for two more tokens then', () => {
    const metrics = longRunning();
    const before = metrics.page(idle).match(/^llamacpp:tokens_predicted_total .*$/m);
    const stats = new GenerationStats(10);
    stats.generated = 2;
    metrics.released(stats, true);
    expect(metrics.page(idle).match(/^llamacpp:tokens_predicted_total .*$/m)?.[0]).toBe(before?.[0]);
  });

  it('is at zero after a crash', () => {
    const metrics = longRunning();
    metrics.restart();
    expect(metrics.page(idle)).toContain('\nllamacpp:tokens_predicted_total 0\n');
    expect(metrics.page(idle)).not.toContain('per_pos');
  });
});
