import type { KeyEvent } from '../key-book.ts';
import { textTable } from './text-table.ts';

export function keyEventsTable(events: readonly KeyEvent[]): string {
  const rows = events.map(({ seq, atMs, by, action, key, why }) => [
    String(seq),
    `${new Date(atMs).toISOString().slice(0, 19)}Z`,
    by,
    action,
    key,
    why === '' ? '–' : why,
  ]);
  return textTable(['no.', 'at', 'by', 'did', 'key', 'why'], rows, new Set([0]));
}
