import type { Config } from '@slipstream/config';
import { Hono } from 'hono';
import type { Context } from 'hono';
import { mayUse } from '../admission/key-grant.ts';
import type { Authenticate } from '../admission/keyring.ts';
import { GatewayError } from '../errors.ts';
import type { GatewayEnv } from './generation-routes.ts';
import { keyOf } from './key-of.ts';

interface ModelCard {
  readonly id: string;
  readonly object: 'model';
  /** Seconds since the epoch: the gateway's start, for it knows no better one. */
  readonly created: number;
  readonly owned_by: 'slipstream';
}

/** The public models that the client may use, in OpenAI's shape. Variants are not models: they are not listed. */
export function modelRoutes(
  config: () => Config,
  createdSeconds: number,
  authenticate: Authenticate,
): Hono<GatewayEnv> {
  const card = (id: string): ModelCard => ({ id, object: 'model', created: createdSeconds, owned_by: 'slipstream' });
  const usable = (c: Context<GatewayEnv>): readonly string[] => {
    const key = keyOf(c, authenticate);
    return [...config().models.keys()].filter((name) => mayUse(key, name));
  };
  return (
    new Hono<GatewayEnv>()
      .get('/models', (c) => c.json({ object: 'list', data: usable(c).map(card) }))
      // Model names may hold slashes, as Hugging Face ids do.
      .get('/models/:id{.+}', (c) => {
        const id = c.req.param('id');
        const known = usable(c);
        if (known.includes(id)) return c.json(card(id));
        const message = `There is no model "${id}". Models: ${known.join(', ')}.`;
        throw new GatewayError('model_not_found', message, { param: 'model' });
      })
  );
}
