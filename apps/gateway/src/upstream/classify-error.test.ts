import { errors } from 'undici';
import { describe, expect, it } from 'vitest';
import { classifyError, errorCode } from './classify-error.ts';

function coded(code: string, cause?: unknown): Error {
  return Object.assign(new Error('words that nobody should read', { cause }), { code });
}

describe('classifyError', () => {
  it.each([
    'ECONNREFUSED',
    'ENOTFOUND',
    'EAI_AGAIN',
    'EHOSTUNREACH',
    'ECONNRESET',
    'UND_ERR_CLOSED',
    'CERT_HAS_EXPIRED',
  ])('is refused by %s while nothing was sent', (code) =>
    expect(classifyError(coded(code), 'unsent').kind).toBe('refused'),
  );

  it.each(['UND_ERR_CONNECT_TIMEOUT', 'ETIMEDOUT'])('is a connect timeout by %s while nothing was sent', (code) =>
    expect(classifyError(coded(code), 'unsent').kind).toBe('connect-timeout'),
  );

  it.each(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'UND_ERR_SOCKET', 'UND_ERR_DESTROYED'])(
    'by %s depends on how far it had come',
    (code) => {
      expect(classifyError(coded(code), 'sent').kind).toBe('reset');
      expect(classifyError(coded(code), 'answering').kind).toBe('truncated');
    },
  );

  it('is malformed by bytes that are no HTTP, before the head and after', () => {
    const error = Object.assign(new errors.HTTPParserError(), { data: 'SSH-2.0' });
    expect(classifyError(error, 'sent').kind).toBe('malformed');
    expect(classifyError(error, 'answering').kind).toBe('malformed');
  });

  it('is not malformed when the parser only ran out of bytes', () => {
    const error = Object.assign(new errors.HTTPParserError(), { data: '' });
    expect(classifyError(error, 'answering').kind).toBe('truncated');
  });

  it('is malformed by a head that is too large or gives several lengths', () => {
    expect(classifyError(new errors.HeadersOverflowError(), 'sent').kind).toBe('malformed');
    expect(classifyError(new errors.ResponseContentLengthMismatchError(), 'sent').kind).toBe('malformed');
    expect(classifyError(new errors.ResponseContentLengthMismatchError(), 'answering').kind).toBe('truncated');
  });

  it('is malformed by frames that are no HTTP/2, and refused by a server that has done nothing', () => {
    expect(classifyError(coded('ERR_HTTP2_ERROR'), 'sent').kind).toBe('malformed');
    const refused = Object.assign(coded('ERR_HTTP2_STREAM_ERROR'), { http2ErrorCode: 7 });
    expect(classifyError(refused, 'sent').kind).toBe('refused');
    expect(classifyError(refused, 'answering').kind).toBe('truncated');
    expect(classifyError(Object.assign(refused, { http2ErrorCode: 2 }), 'sent').kind).toBe('reset');
  });

  it('looks through causes and through all the addresses that were tried', () => {
    const tried = new AggregateError([coded('ECONNREFUSED'), coded('ETIMEDOUT')]);
    expect(classifyError(new Error('outer', { cause: tried }), 'unsent').kind).toBe('connect-timeout');
  });

  it('survives causes that run in a circle, and things that are no errors', () => {
    const error = coded('ECONNRESET');
    error.cause = error;
    expect(classifyError(error, 'sent').kind).toBe('reset');
    expect(classifyError('thrown text', 'answering').kind).toBe('truncated');
    expect(classifyError(undefined, 'unsent')).toEqual({ kind: 'refused', cause: undefined });
  });
});

describe('errorCode', () => {
  it('is the first one along the chain, or null', () => {
    expect(errorCode(new Error('x', { cause: coded('EPIPE', coded('ECONNRESET')) }))).toBe('EPIPE');
    expect(errorCode(new Error('x'))).toBeNull();
  });
});
