import type { EngineIdentity } from '@slipstream/metrics';
import type { ProbeTarget } from './probe-replica.ts';

/**
 * Where a server shows itself to be another than the configuration says, in words for its owner. A variant that is said to have
 * no speculator and has one would be metered as one token per step.
 */
export function identityWarnings(target: ProbeTarget, identity: EngineIdentity | null): readonly string[] {
  if (identity === null) return [];
  const { engine, speculation, draftTokens } = identity;
  const warnings: string[] = [];
  if (engine !== null && engine !== target.engine) {
    warnings.push(`the configuration calls the engine ${target.engine}, but it shows itself to be ${engine}`);
  }
  const speculates = target.draftTokens !== 0;
  if (speculation !== null && speculation !== speculates) {
    warnings.push(
      `the configuration names ${speculates ? 'a' : 'no'} speculator, but the engine has ${speculation ? 'one' : 'none'}`,
    );
  } else if (draftTokens !== null && target.draftTokens !== null && draftTokens !== target.draftTokens) {
    warnings.push(
      `the configuration says ${target.draftTokens} draft tokens per step, but the engine drafts ${draftTokens}`,
    );
  }
  return warnings;
}
