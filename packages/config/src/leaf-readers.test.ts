import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAddress } from './address.ts';
import { readDuration } from './duration.ts';
import { readHeaderValue, readToken } from './header-text.ts';
import { readCollectorUrl, readOrigin } from './origin-url.ts';
import { readKeySecret } from './key-secret.ts';
import { readRate } from './rate.ts';
import { readSize } from './size.ts';

const ok = <T>(value: T) => ({ ok: true, value });
const refused = expect.objectContaining({ ok: false });

describe('readDuration', () => {
  it.each([
    ['500ms', 500],
    ['1.5s', 1500],
    ['2m', 120_000],
    ['1h', 3_600_000],
  ])('reads %s as %d ms', (text, value) => expect(readDuration(text)).toEqual(ok(value)));

  it.each(['', '30', '30 s', 's', '-1s', '0s', '1d', '597h', '1e3s', '٣s'])('refuses %j', (text) =>
    expect(readDuration(text)).toEqual(refused),
  );

  it('never gives more than a timer can hold', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{1,12}(\.\d{1,3})?(ms|s|m|h)$/), (text) => {
        const reading = readDuration(text);
        return !reading.ok || (reading.value > 0 && reading.value < 2 ** 31);
      }),
    );
  });
});

describe('readSize', () => {
  it.each([
    ['512B', 512],
    ['16KiB', 16_384],
    ['2MiB', 2_097_152],
    ['0.5GiB', 536_870_912],
  ])('reads %s as %d bytes', (text, value) => expect(readSize(text)).toEqual(ok(value)));

  it.each(['', '2', '2MB', '2 MiB', '0B', '3GiB'])('refuses %j', (text) => expect(readSize(text)).toEqual(refused));
});

describe('readAddress', () => {
  it.each([
    ['127.0.0.1:8080', { host: '127.0.0.1', port: 8080 }],
    ['[::1]:0', { host: '::1', port: 0 }],
    ['gateway.local:80', { host: 'gateway.local', port: 80 }],
  ])('reads %s', (text, value) => expect(readAddress(text)).toEqual(ok(value)));

  it.each(['', ':8080', 'host', '::1:80', 'host:', 'host:65536', 'http://host:80', 'a b:80'])('refuses %j', (text) =>
    expect(readAddress(text)).toEqual(refused),
  );
});

describe('readOrigin', () => {
  it.each(['http://10.0.0.7:8080', 'https://gpu-7.internal', 'http://[::1]:80', 'http://a:1/'])('reads %s', (text) =>
    expect(readOrigin(text)).toEqual({ ok: true, value: new URL(text) }),
  );

  it.each([
    '',
    'a',
    'localhost:8080',
    'file:///etc',
    'http://u@a',
    'http://:p@a',
    'http://a/v1',
    'http://a?x',
    'http://a#x',
    'http://a:0',
    'http://a:99999',
  ])('refuses %j', (text) => expect(readOrigin(text)).toEqual(refused));
});

describe('readCollectorUrl', () => {
  it('keeps a path and drops trailing slashes', () =>
    expect(readCollectorUrl('https://collector/otlp//')).toEqual(ok('https://collector/otlp')));

  it.each(['collector:4318', 'http://u:p@c', 'http://c?key=1'])('refuses %j', (text) =>
    expect(readCollectorUrl(text)).toEqual(refused),
  );
});

describe('header texts', () => {
  it('never let a value end its line', () => {
    const codeUnits = fc.array(fc.oneof(fc.integer({ min: 32, max: 127 }), fc.nat(0x1ff)), { maxLength: 6 });
    fc.assert(
      fc.property(codeUnits, (units) => {
        const text = String.fromCharCode(...units);
        const isSafe = !/[^\x20-\x7e]/.test(text) && text.trim() === text && text !== '';
        expect(readHeaderValue(text).ok).toBe(isSafe);
        expect(readToken(text).ok).toBe(isSafe && !text.includes(' '));
      }),
    );
  });
});

describe('readRate', () => {
  it.each([
    ['10/s', 10, 1],
    ['600/m', 600, 60],
    ['1e6/h', 1_000_000, 3600],
    ['1/d', 1, 86_400],
  ])('reads %s as %d per %d seconds', (text, amount, windowSeconds) =>
    expect(readRate(text)).toEqual(ok({ amount, windowSeconds })),
  );

  it.each(['', '10', '0/s', '10/w', '10 / s', '-1/s', '1.5/s', '1e99/s', '10/ms'])('refuses %j', (text) =>
    expect(readRate(text)).toEqual(refused),
  );
});

describe('readKeySecret', () => {
  const hash = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

  it('takes a hash as it stands', () => expect(readKeySecret(`sha256:${hash.toUpperCase()}`)).toEqual(ok(hash)));

  it('keeps of a key its hash alone', () => {
    const key = 'abcdefghijklmnopqrstuvwxyz';
    // NIST's vector of the alphabet.
    const known = '71c480df93d6ae2f1efad1447c66c9525e316218cf51fc8d9ed832f2daf18b73';
    expect(readKeySecret(key)).toEqual(ok(known));
  });

  it.each(['', 'short', 'sha256:', `sha256:${hash}0`, 'has spaces in it and is long', 'ends its line, and is long\n'])(
    'refuses %j',
    (text) => expect(readKeySecret(text)).toEqual(refused),
  );
});
