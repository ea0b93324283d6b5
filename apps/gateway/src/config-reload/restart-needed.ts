import type { ConfigChange } from '@slipstream/config';

/** What is read once, at the start: addresses, what a server or a pool is made with, and where telemetry goes. */
const fixedAtStart = [
  'listen',
  'admin',
  'database',
  'metering.durability',
  'redis',
  'telemetry',
  'pool',
  'timeouts.connect',
  'limits.headers',
  'limits.slowClients.head',
];

/** The paths among these changes that take effect only after a restart. */
export function restartNeeded(changes: readonly ConfigChange[]): readonly string[] {
  return changes.map(({ path }) => path).filter((path) => fixedAtStart.some((fixed) => isUnder(path, fixed)));
}

function isUnder(path: string, parent: string): boolean {
  return path === parent || path.startsWith(`${parent}.`);
}
