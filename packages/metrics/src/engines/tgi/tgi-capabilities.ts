import type { EngineCapabilities } from '../engine-capabilities.ts';

/**
 * What a TGI of this version understands. `stream_options.include_usage` came with 2.3.0 (its #2533). Pre-releases of
 * 2.3.0 and versions that cannot be read count as older: an engine is never sent a word that it may refuse.
 */
export function tgiCapabilities(version: string): EngineCapabilities {
  const match = /^v?(\d+)\.(\d+)\.(\d+)(-.+)?$/.exec(version);
  if (match === null) return { includeUsage: false };
  const [major, minor, patch] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const isPreRelease = match[4] !== undefined;
  if (major !== 2) return { includeUsage: major > 2 };
  if (minor !== 3) return { includeUsage: minor > 3 };
  return { includeUsage: patch > 0 || !isPreRelease };
}
