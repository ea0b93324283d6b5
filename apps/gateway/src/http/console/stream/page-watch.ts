import type { ConsoleSources } from '../console-sources.ts';
import type { AuditLogs } from '../page/audit-logs.ts';
import type { Subject } from '../page/subject.ts';
import { variantLines } from '../page/variant-line.ts';
import { textOf } from '../views/markup.ts';
import { tailRows } from '../views/tail-table.ts';
import type { LiveFeed } from './live-feed.ts';
import { markersOf, PageSeries } from './series.ts';

export interface WatchParts {
  readonly sources: ConsoleSources;
  readonly logs: AuditLogs;
  readonly feed: LiveFeed;
}

export interface StreamMessage {
  readonly event: 'parts' | 'series' | 'tail';
  readonly data: string;
}

/** Rows of the tail that are sent at a time; how many more there were is told. */
const mostRows = 40;

/** One page that somebody has open: what it was sent last, and so what it must be sent now. */
export class PageWatch {
  readonly #subject: Subject | null;
  readonly #parts: WatchParts;
  readonly #shown = new Map<string, string>();
  #lines = '';
  #sliceIndex = 0;
  #tailSequence: number;
  #revision = -1;

  /** `tailSequence`: of the newest request that the page shows already. */
  constructor(subject: Subject | null, tailSequence: number, parts: WatchParts) {
    this.#subject = subject;
    this.#parts = parts;
    this.#tailSequence = tailSequence;
  }

  /** What has changed since the last call; the first time, all but the tail, which the page has from its making. */
  async news(role: Parameters<LiveFeed['fragments']>[1]): Promise<readonly StreamMessage[]> {
    const messages: StreamMessage[] = [];
    const changed: Record<string, string> = {};
    for (const [id, text] of await this.#parts.feed.fragments(this.#subject, role)) {
      if (this.#shown.get(id) === text) continue;
      this.#shown.set(id, text);
      changed[id] = text;
    }
    if (Object.keys(changed).length > 0) messages.push({ event: 'parts', data: JSON.stringify(changed) });
    if (this.#subject === null) return messages;
    const series = await this.#series(this.#subject);
    if (series !== null) messages.push({ event: 'series', data: JSON.stringify(series) });
    const tail = await this.#tail();
    if (tail !== null) messages.push({ event: 'tail', data: JSON.stringify(tail) });
    return messages;
  }

  /** The whole where its lines have changed, else what has come since. Null: nothing has. */
  async #series(subject: Subject): Promise<object | null> {
    const { sources } = this.#parts;
    const { slices } = sources.history;
    const revision = subject.kind === 'rollout' ? (sources.rollouts.rollout(subject.name)?.state.revision ?? -1) : -1;
    const newest = slices.at(-1)?.index ?? 0;
    if (newest === this.#sliceIndex && revision === this.#revision && this.#lines !== '') return null;
    const model = sources.config().models.get(subject.model);
    if (model === undefined) return null;
    const rollout = subject.kind === 'rollout' ? sources.rollouts.rollout(subject.name) : null;
    const events = rollout === null ? [] : ((await this.#parts.logs.of(rollout)) ?? []);
    const series = new PageSeries(subject, variantLines(sources, { model, rollout, events }));
    const lines = JSON.stringify(series.lines);
    const isNew = lines !== this.#lines;
    this.#lines = lines;
    const { upTo, ...points } = series.since(isNew ? 0 : this.#sliceIndex, slices);
    this.#sliceIndex = upTo;
    const markers = revision === this.#revision ? null : markersOf(events);
    this.#revision = revision;
    return { lines: isNew ? series.lines : null, markers, ...points };
  }

  async #tail(): Promise<object | null> {
    const { tail } = this.#parts.sources.history;
    const fresh = tail.sequence - this.#tailSequence;
    // Fewer than the page has seen: another gateway, or this one anew.
    if (fresh < 0) this.#tailSequence = 0;
    if (fresh <= 0) return null;
    const rows = tail.since(this.#tailSequence, mostRows);
    this.#tailSequence = tail.sequence;
    return { rows: await textOf(tailRows(rows)), skipped: fresh - rows.length, upTo: tail.sequence };
  }
}
