import { describe, expect, it } from 'vitest';
import { tgiCapabilities } from './tgi-capabilities.ts';

describe('tgiCapabilities', () => {
  it.each(['2.3.0', '2.3.1-dev0', '2.4.0', '2.10.0', '3.0.0-dev0', '3.3.6-dev0', 'v3.1.1'])(
    'asks %s for usage',
    (version) => expect(tgiCapabilities(version)).toEqual({ includeUsage: true }),
  );

  it.each(['2.0.4', '2.2.0', '2.2.1-dev0', '2.3.0-dev0', '1.4.5', '', 'latest', '3'])('does not ask %j', (version) =>
    expect(tgiCapabilities(version)).toEqual({ includeUsage: false }),
  );
});
