import { describe, expect, it } from 'vitest';
import { isSameOrigin } from './same-origin.ts';

describe('isSameOrigin', () => {
  it.each([
    ['http://10.0.0.1:9090', '10.0.0.1:9090', true],
    ['https://console.example', 'console.example', true],
    ['https://console.example', 'console.example:443', true],
    ['http://[::1]:9090', '[::1]:9090', true],
    ['https://console.example', 'console.example:80', false],
    ['https://evil.example', 'console.example', false],
    ['http://console.example.evil.example', 'console.example', false],
    ['null', 'console.example', false],
    [undefined, 'console.example', false],
    ['https://console.example', undefined, false],
  ])('of a request from %s to %s is %s', (origin, host, same) => {
    expect(isSameOrigin({ origin, host })).toBe(same);
  });
});
