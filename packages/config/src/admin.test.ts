import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { formatIssues } from './config-issue.ts';
import { parseConfig } from './parse-config.ts';
import { redactConfig } from './redact-config.ts';

const models = 'models: { m: { variants: { a: { engine: tgi, model: id, replicas: [http://a:1] } } } }';
const secret = 'sk-an-admin-of-good-length';
const hook = '{ url: https://hooks.example.com/a, secret: hook-secret }';

function parse(admin: string): ReturnType<typeof parseConfig> {
  return parseConfig(`admin: ${admin}\n${models}`);
}

describe('admin', () => {
  it('is closed unless it is configured', () => {
    const parsed = parseConfig(models);
    expect(parsed.ok && parsed.config.admin).toBeNull();
  });

  it('keeps hashes of keys, their roles, and who is told', () => {
    const parsed = parse(`{ keys: { ada: { secret: ${secret}, role: operator } }, webhooks: [${hook}] }`);
    const secretHash = createHash('sha256').update(secret).digest('hex');
    expect(parsed.ok && parsed.config.admin).toEqual({
      listen: { host: '127.0.0.1', port: 9090 },
      keys: new Map([['ada', { name: 'ada', secretHash, role: 'operator' }]]),
      webhooks: [{ url: 'https://hooks.example.com/a', secret: 'hook-secret' }],
    });
    expect(parsed.ok && JSON.stringify(redactConfig(parsed.config))).not.toMatch(/hook-secret|an-admin/);
  });

  it.each([
    ['127.0.0.1:9090', 'must be a mapping; got "127.0.0.1:9090"'],
    ['{ keys: {} }', 'must name at least one key: without one nobody could use it'],
    ['{ listen: 127.0.0.1:9090 }', 'is missing; it must be a mapping'],
    [`{ keys: { a: { secret: ${secret}, role: root } } }`, 'must be one of viewer, operator, admin; got "root"'],
    [`{ keys: { a: { secret: ${secret} }, b: { secret: ${secret} } } }`, 'is the same as admin.keys.a.secret'],
  ])('%s: %s', (text, message) => {
    const parsed = parse(text);
    expect(parsed.ok ? '' : formatIssues(parsed.issues)).toContain(message);
  });
});
