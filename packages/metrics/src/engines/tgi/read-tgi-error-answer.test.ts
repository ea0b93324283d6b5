import { describe, expect, it } from 'vitest';
import { bytes } from '../stream-fixtures.ts';
import { readTgiErrorAnswer } from './read-tgi-error-answer.ts';

describe('readTgiErrorAnswer', () => {
  it('reads the JSON error of TGI', () => {
    const body = bytes('{"error":"Input validation error: too long","error_type":"validation"}');
    expect(readTgiErrorAnswer(422, body, 'application/json')).toEqual({
      status: 422,
      code: 'validation',
      message: 'Input validation error: too long',
    });
  });

  it.each([
    [400, 'Failed to parse the request body as JSON: EOF while parsing at line 1 column 9'],
    [415, 'Expected request with `Content-Type: application/json`'],
    [422, 'Failed to deserialize the JSON body into the target type: missing field `messages` at line 1 column 2'],
    [413, 'Failed to buffer the request body: length limit exceeded'],
  ])('repeats the plain-text %i of its web framework', (status, text) => {
    const error = readTgiErrorAnswer(status, bytes(text), 'text/plain; charset=utf-8');
    expect(error).toEqual({ status, code: 'rejected', message: text });
  });

  it('reads an empty 401 as a refused key', () => {
    expect(readTgiErrorAnswer(401, bytes(''), null)).toMatchObject({ status: 401, code: 'unauthorized' });
  });

  it.each([404, 405])('reads an empty %i as a route that is not served', (status) => {
    expect(readTgiErrorAnswer(status, bytes(''), null)).toMatchObject({ status, code: 'not_found' });
  });

  it.each([
    ['an HTML page', '<html><body>nginx at 10.0.0.7 says <script>alert(1)</script></body></html>', 'text/html'],
    ['plain text of someone else', 'upstream connect error to 10.0.0.7', 'text/plain'],
    ['JSON of someone else', '{"message":"no route to 10.0.0.7"}', 'application/json'],
    ['a content type with markup', '10.0.0.7', '<script>10.0.0.7</script>'],
    ['nothing', '', null],
  ])('never repeats %s', (_name, text, contentType) => {
    const error = readTgiErrorAnswer(502, bytes(text), contentType);
    expect(error).toMatchObject({ status: 502, code: 'malformed' });
    expect(error.message).not.toMatch(/10\.0\.0\.7|<|script/);
  });

  it('shortens what is longer than any message of TGI', () => {
    const body = bytes(JSON.stringify({ error: 'x'.repeat(50_000), error_type: 'validation' }));
    expect(readTgiErrorAnswer(422, body, 'application/json').message).toHaveLength(2000);
  });
});
