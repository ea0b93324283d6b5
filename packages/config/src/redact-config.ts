import type { Config } from './config.ts';
import { plainConfig } from './plain-config.ts';

export const redacted = '[redacted]';

/** The configuration as plain JSON values that may be shown: API keys and the collector's headers are left out. */
export function redactConfig(config: Config): unknown {
  return plainConfig(config, () => redacted);
}
