import { watch } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import { dirname } from 'node:path';
import type { Cancel, Timers } from '../ports.ts';

/** Editors write in several steps: what happens within this time after the first is one change. */
const SETTLE_MS = 200;

export interface WatchFileOptions {
  readonly timers: Timers;
  readonly onChange: () => void;
  /** Called once, when nothing more can be seen (or never could: the system has only so many watches). */
  readonly onFailure: (error: unknown) => void;
}

/**
 * Tells that something happened to a file, or beside it. The folder is watched, since editors replace files, and
 * Kubernetes replaces the folder that a link beside the file leads to: neither is seen by who watches the file itself.
 */
export function watchFile(file: string, { timers, onChange, onFailure }: WatchFileOptions): Cancel {
  let planned: Cancel | null = null;
  let watcher: FSWatcher | null = null;
  const stop = (): void => {
    planned?.();
    watcher?.close();
  };
  try {
    watcher = watch(dirname(file), { persistent: false }, () => {
      planned ??= timers.after(SETTLE_MS, () => {
        planned = null;
        onChange();
      });
    });
    watcher.on('error', (error) => {
      stop();
      onFailure(error);
    });
  } catch (error) {
    onFailure(error);
  }
  return stop;
}
