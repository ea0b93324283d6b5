import type { Reading } from './reading.ts';

export const redisUrlWanted = 'must be a URL such as redis://host:6379 or rediss://user:password@host:6380/0';

/** The address of a Redis, kept as it is written: it may hold a password, and is never shown. */
export function readRedisUrl(text: string): Reading<string> {
  const url = URL.parse(text);
  const isRedis = url?.protocol === 'redis:' || url?.protocol === 'rediss:';
  return url !== null && isRedis && url.hostname !== ''
    ? { ok: true, value: text }
    : { ok: false, message: redisUrlWanted };
}
