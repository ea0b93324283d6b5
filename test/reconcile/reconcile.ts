import { compareBooks } from './compare-books.ts';
import { collectBooks } from './collect-books.ts';
import type { Books } from './collect-books.ts';
import type { Difference } from './difference.ts';
import { driveVisits } from './drive-visits.ts';
import type { Drive, DriveOptions } from './drive-visits.ts';
import { injectedFaults } from './injected-faults.ts';
import { startReconcileFleet } from './reconcile-fleet.ts';

export interface Reconciliation {
  readonly drives: readonly Drive[];
  readonly books: Books;
  readonly differences: readonly Difference[];
}

/** Drives the mixed run through a gateway in front of every dialect, and holds all of its books against each other. */
export async function reconcile(options: Omit<DriveOptions, 'url'>): Promise<Reconciliation> {
  const fleet = await startReconcileFleet();
  try {
    for (const replicas of fleet.engines.values()) {
      for (const emulator of replicas.values()) await emulator.setFaults(injectedFaults);
    }
    const drives = await driveVisits({ ...options, url: fleet.gateway.url });
    const books = await collectBooks(fleet);
    return { drives, books, differences: compareBooks(drives, books) };
  } finally {
    await fleet.stop();
  }
}
