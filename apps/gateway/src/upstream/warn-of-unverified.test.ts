import { formatIssues, parseConfig } from '@slipstream/config';
import { expect, it } from 'vitest';
import { warnOfUnverified } from './warn-of-unverified.ts';

it('names the replicas that need not prove who they are, and no others', () => {
  const parsed = parseConfig(`
models:
  m:
    variants:
      a: { engine: tgi, model: id, replicas: [https://a:1, http://a:2], tls: { verify: false } }
      b: { engine: tgi, model: id, replicas: [https://b:1], apiKey: k, tls: { verify: false } }
      c: { engine: tgi, model: id, replicas: [https://c:1, http://c:2] }
    experiment: {}
`);
  if (!parsed.ok) throw new Error(formatIssues(parsed.issues));
  const lines: unknown[] = [];
  const ignore = (): void => undefined;
  warnOfUnverified(parsed.config, {
    debug: ignore,
    info: ignore,
    warn: (fields, message) => void lines.push([fields, message]),
    error: ignore,
  });
  expect(lines).toEqual([
    [{ model: 'm', variant: 'a', replicas: ['a-0'] }, expect.stringContaining('read and change prompts and answers')],
    [{ model: 'm', variant: 'b', replicas: ['b-0'] }, expect.stringContaining('the engine’s key')],
  ]);
});
