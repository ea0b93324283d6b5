/** What the demo of rollouts serves, and how it is to be rolled out. */

export const rolloutServers = [
  { variant: 'baseline', speculator: 'none', base: 'llama-3-8b' },
  { variant: 'eagle', speculator: 'eagle', base: 'llama-3-8b' },
  { variant: 'mistral', speculator: 'none', base: 'mistral-7b' },
  { variant: 'medusa', speculator: 'medusa', base: 'mistral-7b' },
] as const;

export interface DemoRollout {
  /** Of the rollout, and of its candidate. */
  readonly name: string;
  readonly model: string;
  readonly control: string;
  /** Step, from 1, in which its server begins to fail; null: it does not. */
  readonly failsInStep: number | null;
  /** Of `rollout watch`, when it ends as it should. */
  readonly exitCode: number;
}

export const rolloutsOfDemo: readonly DemoRollout[] = [
  { name: 'eagle', model: 'llama', control: 'baseline', failsInStep: null, exitCode: 0 },
  { name: 'medusa', model: 'mistral', control: 'mistral', failsInStep: 2, exitCode: 3 },
];

/**
 * The demo's slipstream.yaml. Blocks are short and few, so that it is over while you watch: the defaults take half an hour and
 * more. Limits are the defaults but for two: with a draft a newcomer waits for a longer step to end, which the emulator knows and
 * a TTFT limit of 10 % does not forgive; and fifteen failed requests are enough for a demo.
 */
export function rolloutYaml(urls: ReadonlyMap<string, string>, adminPort: number, key: string): string {
  const variant = (name: string, fields: string): string =>
    `      ${name}: { engine: tgi, model: ${name}, ${fields}, replicas: ['${urls.get(name)}'] }`;
  const short = 'block: 500ms, minBlocks: 12, minRequests: 40, soak: 5s, rollbackWindow: 5s';
  const steps = '[{ coverage: 50% of matched, hold: 5s }, { coverage: matched, hold: 5s }]';
  const guardrails = '{ ttft: { limit: 0.4 }, errors: { budget: 15 } }';
  const rollouts = rolloutsOfDemo.map(
    ({ name, model }) =>
      `  ${name}: { model: ${model}, candidate: ${name}, ${short}, steps: ${steps}, guardrails: ${guardrails} }`,
  );
  return `admin: { listen: '127.0.0.1:${adminPort}', keys: { demo: { secret: ${key}, role: admin } } }
telemetry: { log: error }
models:
  llama:
    variants:
${variant('baseline', 'base: llama-3-8b')}
${variant('eagle', 'base: llama-3-8b, control: baseline, speculator: eagle')}
  mistral:
    variants:
${variant('mistral', 'base: mistral-7b')}
${variant('medusa', 'base: mistral-7b, control: mistral, speculator: medusa')}
rollouts:
${rollouts.join('\n')}
`;
}
