import type { EmulatorOptions } from '../../cli/emulator-options.ts';
import { DEFAULT_DRAFT_TOKENS } from '../../engine/calibration.ts';

/** k of a launch: tokens drafted per step; 0 without a speculator. */
export function draftTokensOf({ speculator, speculate }: Pick<EmulatorOptions, 'speculator' | 'speculate'>): number {
  return speculator === 'none' ? 0 : (speculate ?? DEFAULT_DRAFT_TOKENS[speculator]);
}
