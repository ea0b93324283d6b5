import type { Config } from '@slipstream/config';
import { Hono } from 'hono';
import { GatewayError } from '../errors.ts';
import type { GatewayEnv } from './generation-routes.ts';

interface ModelCard {
  readonly id: string;
  readonly object: 'model';
  /** Seconds since the epoch: the gateway's start, for it knows no better one. */
  readonly created: number;
  readonly owned_by: 'slipstream';
}

/** The public models, in OpenAI's shape. Variants are not models: they are not listed. */
export function modelRoutes(config: () => Config, createdSeconds: number): Hono<GatewayEnv> {
  const card = (id: string): ModelCard => ({ id, object: 'model', created: createdSeconds, owned_by: 'slipstream' });
  return (
    new Hono<GatewayEnv>()
      .get('/models', (c) => c.json({ object: 'list', data: [...config().models.keys()].map(card) }))
      // Model names may hold slashes, as Hugging Face ids do.
      .get('/models/:id{.+}', (c) => {
        const id = c.req.param('id');
        if (config().models.has(id)) return c.json(card(id));
        const known = [...config().models.keys()].join(', ');
        throw new GatewayError('model_not_found', `There is no model "${id}". Models: ${known}.`, { param: 'model' });
      })
  );
}
