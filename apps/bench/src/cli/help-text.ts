import type { ArgDef } from 'citty';
import { runArgs } from './run-args.ts';

const examples = `Examples
  bench run --target baseline=http://127.0.0.1:8081 --target mlp=http://127.0.0.1:8082 --vus 1,10 --duration 30s
  bench run --via http://127.0.0.1:8080 --variants baseline,mlp \\
    --metrics baseline=http://127.0.0.1:8081/metrics --metrics mlp=http://127.0.0.1:8082/metrics --out results`;

/** The help of `bench` and `bench run`. Own text: citty's does not tell which options repeat. */
export function helpText(): string {
  const options = Object.entries<ArgDef>(runArgs).map(([name, { description = '', valueHint, default: preset }]) => {
    const negative = name === 'stream' ? ', --no-stream' : '';
    const hint = valueHint === undefined ? '' : ` ${valueHint}`;
    const shown = typeof preset === 'string' ? `${description} (default: ${preset})` : description;
    return [`--${name}${negative}${hint}`, shown] as const;
  });
  const width = Math.max(...options.map(([usage]) => usage.length));
  const lines = options.map(([usage, description]) => `  ${usage.padEnd(width)}  ${description}`);
  return `Usage: bench run (--target NAME=URL … | --via URL --variants a,b) [options]

Asks every variant the same prompts with closed-loop virtual users and reports acceleration (tokens per forward
pass, by the engine's counters) beside speed-up (seconds, against a control of the same base model).

${lines.join('\n')}

A key that the servers ask for is read from SLIPSTREAM_API_KEY and sent as a bearer token.

${examples}

Exit codes: 0 measured, 1 could not be measured, 2 wrong usage.
`;
}
