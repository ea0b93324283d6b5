import { createHash, randomBytes } from 'node:crypto';

/** 256 bits: nobody guesses it, so a plain hash of it is safe to keep. */
const SECRET_BYTES = 32;

/** What is in front tells people, and scanners of public code, what they have found. */
const PREFIX = 'sk-slip-';

export interface NewSecret {
  /** For its owner, once. */
  readonly secret: string;
  /** For us. */
  readonly hash: string;
}

export function newSecret(): NewSecret {
  const secret = `${PREFIX}${randomBytes(SECRET_BYTES).toString('base64url')}`;
  return { secret, hash: createHash('sha256').update(secret).digest('hex') };
}
