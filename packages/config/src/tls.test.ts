import { rootCertificates } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { formatIssues } from './config-issue.ts';
import type { Config, Replica } from './config.ts';
import { diffConfig } from './diff-config.ts';
import { parseConfig } from './parse-config.ts';
import { redactConfig } from './redact-config.ts';

const [one = '', two = ''] = rootCertificates;
const files: Readonly<Record<string, string>> = {
  'ca.pem': `one\n${one}\n-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n${two}`,
  'other.pem': two,
  'empty.pem': 'nothing in here',
  'torn.pem': `${one}\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n`,
};

function readFile(path: string): string {
  const text = files[path];
  if (text === undefined) throw new Error(`ENOENT: no such file, open '${path}'`);
  return text;
}

const both = 'https://a:1, http://a:2';

function yaml(tls: string, replicas = both): string {
  return `models: { m: { variants: { a: { engine: tgi, model: id, replicas: [${replicas}]${tls} } } } }`;
}

function parsed(tls: string): Config {
  const result = parseConfig(yaml(tls), { readFile });
  if (!result.ok) throw new Error(formatIssues(result.issues));
  return result.config;
}

function replicas(tls: string): readonly Replica[] {
  return parsed(tls).models.get('m')?.variants.get('a')?.replicas ?? [];
}

function problem(tls: string, urls?: string): string | undefined {
  const result = parseConfig(yaml(tls, urls), { readFile });
  return result.ok ? undefined : result.issues.map(({ path, message }) => `${path} ${message}`).join('\n');
}

describe('tls', () => {
  it('verifies by the well-known authorities and the host of the URL where nothing is said', () => {
    const expected = { ca: null, serverName: null, verify: true, http2: false };
    expect(replicas('').map(({ tls }) => tls)).toEqual([expected, null]);
  });

  it('takes the certificates of the file that is named, and nothing else of it', () => {
    const [secure] = replicas(', tls: { ca: ca.pem, serverName: gpu-1.internal, http2: true }');
    expect(secure?.tls).toEqual({
      ca: { file: 'ca.pem', pem: `${one}\n${two}\n` },
      serverName: 'gpu-1.internal',
      verify: true,
      http2: true,
    });
  });

  it.each([
    [', tls: { ca: gone.pem }', 'tls.ca names a file that cannot be read: ENOENT'],
    [', tls: { ca: empty.pem }', 'tls.ca names a file without a PEM certificate: empty.pem'],
    [', tls: { ca: torn.pem }', 'tls.ca names a file whose certificate 2 cannot be read: torn.pem'],
    [', tls: { ca: ca.pem, verify: false }', 'tls.ca has no meaning where verify is false'],
    [', tls: { serverName: 10.0.0.7 }', 'tls.serverName may not be an address'],
    [', tls: { serverName: "a b" }', 'tls.serverName must be a host name'],
    [', tls: { insecure: true }', 'tls.insecure is not a key here; keys: ca, serverName, verify, http2'],
  ])('refuses%s', (tls, message) => expect(problem(tls)).toContain(message));

  it('refuses the section where nothing is spoken to by TLS', () => {
    expect(problem(', tls: { verify: false }', 'http://a:1, { url: http://a:2 }')).toContain(
      'tls has no meaning where no replica’s URL begins with https://',
    );
  });

  it('cannot name a file where none can be read', () => {
    const result = parseConfig(yaml(', tls: { ca: ca.pem }'));
    expect(result.ok ? [] : result.issues.map(({ message }) => message)).toEqual([
      'names a file, and none can be read here',
    ]);
  });

  it('shows the name of the file, not its certificates, and tells when those change', () => {
    const text = yaml(', tls: { ca: ca.pem }');
    const [before, after] = ['ca.pem', 'other.pem'].map((path) =>
      parseConfig(text, { readFile: () => readFile(path) }),
    );
    if (!before?.ok || !after?.ok) throw new Error('not read');
    const shown = JSON.stringify(redactConfig(before.config));
    expect(shown).toContain('"ca":{"file":"ca.pem","pem":"[redacted]"}');
    expect(diffConfig(before.config, after.config).map(({ path }) => path)).toEqual(['models.m.variants.a.replicas']);
  });
});
