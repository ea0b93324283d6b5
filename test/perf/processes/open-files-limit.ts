import { readFileSync } from 'node:fs';

/** Files (sockets too) that one process may have open. Node has raised its own limit to this when it started. */
export function openFilesLimit(): number {
  const found = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
  return Number(found ?? 1024);
}
