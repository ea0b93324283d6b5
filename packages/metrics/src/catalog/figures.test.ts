import { expect, it } from 'vitest';
import { catalog } from './catalog.ts';
import { figures } from './figures.ts';

it('sums apart, then divides; no traffic is no series', () => {
  expect(figures.acceleration.promql({ range: '5m' })).toBe(
    'sum by (model, variant, method) (rate(slipstream_step_tokens_total[5m])) / (sum by (model, variant, method) (rate(slipstream_decode_steps_total[5m])) > 0)',
  );
});

it('puts the matchers on every rate', () => {
  const promql = figures.decodeAcceleration.promql({ range: '1m', where: 'variant="mlp"' });
  expect(promql.match(/rate\(/g)).toHaveLength(4);
  expect(promql.match(/\{variant="mlp"\}\[1m\]/g)).toHaveLength(4);
});

it.each(Object.entries(figures))('%s has the label method exactly where its metrics have', (_name, figure) => {
  const promql = figure.promql({ range: '5m' });
  const metrics = catalog.filter(({ name }) => promql.includes(name));
  expect(metrics.length).toBeGreaterThan(0);
  for (const { labels } of metrics) expect(labels.includes('method')).toBe(figure.labels.includes('method'));
});
