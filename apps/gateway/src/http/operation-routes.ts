import { pageContentTypes } from '@slipstream/metrics';
import type { PageFormat } from '@slipstream/metrics';
import { Hono } from 'hono';
import type { GatewayEnv } from './generation-routes.ts';
import { readiness } from './readiness.ts';
import type { ReadinessPorts } from './readiness.ts';

export interface MetricsPage {
  render(format: PageFormat): Promise<string>;
}

/** What operators and orchestrators ask for. */
export function operationRoutes(ports: ReadinessPorts, metrics: MetricsPage): Hono<GatewayEnv> {
  return new Hono<GatewayEnv>()
    .get('/health', (c) => c.json({ status: 'alive' }))
    .get('/ready', (c) => {
      // Balancers ask for any: of several models one may be down, and the others are served on.
      const state = readiness(ports, c.req.query('models') === 'any' ? 'any' : 'every');
      return c.json(state, state.status === 'ready' ? 200 : 503);
    })
    .get('/metrics', async (c) => {
      // Prometheus names all that it understands, and prefers OpenMetrics.
      const format = c.req.header('accept')?.includes('application/openmetrics-text') ? 'openmetrics' : 'prometheus';
      return c.body(await metrics.render(format), 200, { 'content-type': pageContentTypes[format] });
    });
}
