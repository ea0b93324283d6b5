import { parseConfig } from '@slipstream/config';
import { expect, it } from 'vitest';
import { isConfigured } from './is-configured.ts';

const parsed = parseConfig(`
models:
  m:
    experiment: { seed: s, weights: { plain: 1, mlp: 1 } }
    variants:
      plain: { engine: tgi, model: x, base: b, replicas: ['http://127.0.0.1:1'] }
      mlp: { engine: tgi, model: y, base: b, control: plain, speculator: { kind: mlp }, replicas: ['http://127.0.0.1:2'] }
`);
if (!parsed.ok) throw new Error(JSON.stringify(parsed));
const { config } = parsed;
const mlp = { model: 'm', variant: 'mlp' };

it.each([
  { version: '1' },
  { model: 'm' },
  mlp,
  { ...mlp, control: 'plain', engine: 'tgi', speculator: 'mlp' },
  { model: 'm', variant: 'plain', control: '', speculator: 'none' },
])('%o is as configured', (labels) => expect(isConfigured(config, labels)).toBe(true));

it.each([
  { model: 'gone' },
  { model: 'm', variant: 'gone' },
  { ...mlp, replica: 'gone' },
  { ...mlp, control: 'gone' },
  { ...mlp, engine: 'vllm' },
  { ...mlp, speculator: 'medusa' },
])('%o is gone', (labels) => expect(isConfigured(config, labels)).toBe(false));
