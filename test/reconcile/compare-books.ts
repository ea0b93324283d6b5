import type { EndedRequest } from '../support/start.ts';
import { clientDifferences } from './client-differences.ts';
import type { Books } from './collect-books.ts';
import { counterDifferences } from './counter-differences.ts';
import { dialects } from './dialects.ts';
import type { Difference } from './difference.ts';
import type { Drive } from './drive-visits.ts';
import { rowDifferences } from './row-differences.ts';
import { scrapeDifferences } from './scrape-differences.ts';

/** Every difference between any two of the books. */
export function compareBooks(drives: readonly Drive[], { rows, metrics, engines }: Books): readonly Difference[] {
  const byRequest = Map.groupBy(rows, (row) => row.request_id);
  const differences: Difference[] = [];
  for (const dialect of dialects) {
    const { variant } = dialect;
    const books = engines.get(variant) ?? new Map<string, never>();
    const ended = new Map([...books].map(([name, book]) => [name, Map.groupBy(book.ended, (one) => one.name)]));
    const ours = drives.filter(({ visit }) => visit.variant === variant);
    for (const { visit, seen } of ours) {
      const booked = byRequest.get(visit.id) ?? [];
      differences.push(...clientDifferences(visit, seen, booked));
      const atReplicas = new Map([...ended].map(([name, byName]) => [name, byName.get(visit.id) ?? []]));
      for (const row of booked)
        differences.push(...rowDifferences({ visit, sawDone: seen.done, dialect, row, ended: atReplicas }));
    }
    const inVariant = rows.filter((row) => row.variant === variant);
    differences.push(...counterDifferences(variant, inVariant, metrics));
    for (const [replica, { truth, ended: list }] of books) {
      differences.push(...scrapeDifferences(dialect, replica, truth, metrics));
      const asked = new Set(ours.map(({ visit }) => visit.id));
      differences.push(...unasked(variant, replica, list, asked));
    }
  }
  return differences;
}

/** Work of an engine that belongs to no request of the run: nobody would pay for it. */
function unasked(
  variant: string,
  replica: string,
  ended: readonly EndedRequest[],
  asked: ReadonlySet<string>,
): readonly Difference[] {
  const strangers = ended.filter(({ name }) => name === null || !asked.has(name));
  return strangers.map(({ name, work }) => ({
    between: 'ledger and truth',
    variant,
    request: name,
    what: `tokens at ${replica} that nobody asked for`,
    found: 0,
    wanted: work.tokens,
  }));
}
