import { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible';
import type { Logger } from '../ports.ts';
import type { CreateLimiter } from './rate-limits.ts';

/** A Redis that takes longer than this is of no use to a request that waits for it. */
const COMMAND_MS = 500;
const CONNECT_MS = 2000;
const LONGEST_RETRY_MS = 5000;

export interface SharedLimiters {
  readonly create: CreateLimiter;
  close(): void;
}

/**
 * Counters in a Redis or Valkey that gateways share. While it is gone, each gateway counts for itself: rates are then let
 * in per gateway, and nobody is refused for it.
 */
export function sharedLimiters(url: string, logger: Logger): SharedLimiters {
  const client = new Redis(url, {
    connectTimeout: CONNECT_MS,
    commandTimeout: COMMAND_MS,
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    retryStrategy: (tries) => Math.min(LONGEST_RETRY_MS, 100 * 2 ** Math.min(tries, 10)),
  });
  let isGone = false;
  client.on('error', (error: Error) => {
    if (isGone) return;
    isGone = true;
    logger.error({ error: error.message }, 'redis.url cannot be reached; this gateway counts rates for itself');
  });
  client.on('ready', () => {
    if (isGone) logger.warn({}, 'rates are counted together again');
    isGone = false;
  });
  return {
    create: ({ amount, windowSeconds }, name) => {
      const limits = { points: amount, duration: windowSeconds, keyPrefix: `slipstream:${name}` };
      return new RateLimiterRedis({
        ...limits,
        storeClient: client,
        rejectIfRedisNotReady: true,
        insuranceLimiter: new RateLimiterMemory(limits),
      });
    },
    close: () => client.disconnect(),
  };
}
