/** Who pulled it, and why. */
export interface BrakePull {
  readonly by: string;
  readonly why: string;
}

/** Why a gateway is braked, in one line. */
const byFile = 'the brake file is there';

/**
 * The emergency brake of one gateway: all rollouts give everything to their controls, at once and with no database. Pulled by
 * a command, or by a file that is there: the file outlives a restart and needs no port.
 */
export class Brake {
  readonly #fileIsThere: () => boolean;
  readonly #changed: (pull: BrakePull | null) => void;
  #asked: BrakePull | null = null;
  #isFileThere = false;

  /** `changed` is called when it is pulled and when it is let go. */
  constructor(fileIsThere: () => boolean, changed: (pull: BrakePull | null) => void) {
    this.#fileIsThere = fileIsThere;
    this.#changed = changed;
  }

  get pulled(): BrakePull | null {
    return this.#asked ?? (this.#isFileThere ? { by: 'file', why: byFile } : null);
  }

  pull(pull: BrakePull): void {
    this.#change(() => {
      this.#asked = pull;
    });
  }

  /** Rollouts may be started again; none goes on by itself. A file that is there holds on. */
  release(): void {
    this.#change(() => {
      this.#asked = null;
    });
  }

  /** Looks for the file. */
  look(): void {
    this.#change(() => {
      this.#isFileThere = this.#fileIsThere();
    });
  }

  #change(change: () => void): void {
    const before = this.pulled;
    change();
    const now = this.pulled;
    if ((before === null) !== (now === null)) this.#changed(now);
  }
}
