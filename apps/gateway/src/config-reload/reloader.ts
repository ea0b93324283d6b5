import { diffConfig, formatIssues } from '@slipstream/config';
import type { Config, ConfigChange, ParsedConfig } from '@slipstream/config';
import type { Logger } from '../ports.ts';
import { restartNeeded } from './restart-needed.ts';

export interface ReloaderParts {
  /** The file as it is now. Throws where it cannot be read. */
  readonly readText: () => string;
  readonly parse: (text: string) => ParsedConfig;
  /** The text that the configuration in force was made of. */
  readonly startText: string;
  readonly current: () => Config;
  /** Puts a configuration in force, wholly; when it rejects, the old one is in force still. */
  readonly apply: (next: Config) => Promise<void>;
  readonly logger: Logger;
  readonly onResult?: (result: ReloadResult) => void;
}

export type ReloadResult = 'applied' | 'refused' | 'unchanged';

/** `signal`: somebody asked. `file`: something happened near the file, which mostly means nothing. */
export type ReloadCause = 'signal' | 'file';

/** Names that a log line holds at most. */
const MOST_CHANGES = 50;

/** Takes a changed file in: whole or not at all, one at a time. A bad file leaves everything as it is, and is told in full. */
export class Reloader {
  readonly #parts: ReloaderParts;
  #seenText: string;
  #last: Promise<unknown> = Promise.resolve();

  constructor(parts: ReloaderParts) {
    this.#parts = parts;
    this.#seenText = parts.startText;
  }

  /** Never rejects. A reload that was asked for before is finished first. */
  reload(cause: ReloadCause): Promise<ReloadResult> {
    const next = this.#last.then(() => this.#reload(cause));
    this.#last = next;
    return next;
  }

  async #reload(cause: ReloadCause): Promise<ReloadResult> {
    const result = await this.#take(cause).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      this.#parts.logger.error({ cause, reason }, 'the configuration was not reloaded; the old one stays in force');
      return 'refused' as const;
    });
    this.#parts.onResult?.(result);
    return result;
  }

  async #take(cause: ReloadCause): Promise<ReloadResult> {
    const { readText, parse, current, apply, logger } = this.#parts;
    const text = readText();
    if (cause === 'file' && text === this.#seenText) return 'unchanged';
    this.#seenText = text;
    const parsed = parse(text);
    if (!parsed.ok) throw new Error(`the file has mistakes:\n${formatIssues(parsed.issues)}`);
    const changes = diffConfig(current(), parsed.config);
    if (changes.length === 0) {
      logger.info({ cause }, 'the configuration is unchanged');
      return 'unchanged';
    }
    await apply(parsed.config);
    logger.info({ cause, changes: shown(changes) }, 'the configuration was reloaded');
    const waiting = restartNeeded(changes);
    if (waiting.length > 0) logger.warn({ paths: waiting }, 'these changes take effect only after a restart');
    return 'applied';
  }
}

function shown(changes: readonly ConfigChange[]): readonly string[] {
  const told = changes.slice(0, MOST_CHANGES).map(({ path, kind }) => `${kind} ${path}`);
  return changes.length > MOST_CHANGES ? [...told, `and ${changes.length - MOST_CHANGES} more`] : told;
}
