/** Options that may be given several times; citty does not know such, see `splitRepeated`. */
export const repeatableOptions = ['target', 'metrics', 'control', 'base'] as const;

/** The options of `bench run`, as its help shows them. */
export const runArgs = {
  target: { type: 'string', valueHint: 'NAME=URL', description: 'a server to measure, as this variant (repeatable)' },
  via: { type: 'string', valueHint: 'URL', description: 'the gateway to measure through, with --variants' },
  variants: { type: 'string', valueHint: 'a,b,c', description: 'variants of the gateway, each forced by header' },
  metrics: {
    type: 'string',
    valueHint: 'NAME=URL',
    description: "a variant's engine's /metrics (repeatable; default with --target: its /metrics)",
  },
  control: {
    type: 'string',
    valueHint: 'NAME=NAME',
    description: 'what a variant is compared with (repeatable; default: baseline)',
  },
  base: {
    type: 'string',
    valueHint: 'NAME=ID',
    description: "a variant's base model (repeatable): different ones are not compared",
  },
  model: { type: 'string', valueHint: 'NAME', default: 'tgi', description: 'the model to ask for' },
  vus: {
    type: 'string',
    valueHint: '1,10',
    default: '1,10',
    description: 'virtual users per variant, one level after the other',
  },
  duration: {
    type: 'string',
    valueHint: '30s',
    description: 'how long to start requests at each level (default: 30s)',
  },
  requests: { type: 'string', valueHint: 'N', description: 'or: how many per variant, one number or one per level' },
  warmup: { type: 'string', valueHint: 'N', description: 'uncounted requests before (default: one per virtual user)' },
  'max-tokens': { type: 'string', valueHint: 'N', default: '200', description: 'longest answer' },
  data: { type: 'string', valueHint: 'FILE', description: "prompts in ShareGPT's form (default: the built-in mix)" },
  stream: {
    type: 'boolean',
    default: true,
    description: 'stream the answers',
    negativeDescription: 'whole answers: no TTFT, TPOT, speed-up',
  },
  seed: { type: 'string', valueHint: 'TEXT', default: '1', description: 'decides the order of the prompts' },
  arms: {
    type: 'string',
    valueHint: 'together|apart',
    default: 'together',
    description: 'variants at the same time or one by one; or one for each level',
  },
  out: {
    type: 'string',
    valueHint: 'DIR',
    description: 'write acceleration.json, .md and .svg, requests.jsonl here',
  },
  'allow-shared': { type: 'boolean', default: false, description: 'measure although others use the engines' },
  quiet: {
    type: 'string',
    valueHint: '2s',
    default: '2s',
    description: 'how long to watch that nobody does; 0s: not at all',
  },
  timeout: { type: 'string', valueHint: '120s', default: '120s', description: 'deadline of one request' },
  help: { type: 'boolean', default: false, description: 'this text' },
} as const;
