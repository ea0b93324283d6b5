import { describe, expect, it } from 'vitest';
import { hasSpecTokensDetails } from './has-spec-tokens-details.ts';

describe('hasSpecTokensDetails', () => {
  it.each(['0.5.19', '0.5.20.dev3+g71de97b', '0.6.0', '1.0.0', 'v0.5.19'])('asks %s', (version) => {
    expect(hasSpecTokensDetails(version)).toBe(true);
  });

  it.each(['0.5.18', '0.5.18.post1', '0.4.99', 'main', '', null])('does not ask %j', (version) => {
    expect(hasSpecTokensDetails(version)).toBe(false);
  });
});
