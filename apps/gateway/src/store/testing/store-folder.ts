import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder that is gone when it is disposed. */
export class StoreFolder implements Disposable {
  readonly path: string = mkdtempSync(join(tmpdir(), 'slipstream-store-'));

  /** Of the database; nothing is there yet. */
  get file(): string {
    return join(this.path, 'state', 'slipstream.db');
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
