import type { Interval } from '@slipstream/statistics';
import { answerFigures } from '../../../history/answer-figures.ts';
import type { AnswerFigures } from '../../../history/answer-figures.ts';
import { recentAnswers } from '../../../history/recent-answers.ts';
import type { Slice } from '../../../history/slice.ts';
import type { ConsoleSources } from '../console-sources.ts';
import type { Subject } from '../page/subject.ts';
import type { VariantLine } from '../page/variant-line.ts';
import type { VariantRole } from '../page/variant-roles.ts';

export const chartNames = ['speedup', 'acceleration', 'tpot', 'ttft', 'share'] as const;

export type ChartName = (typeof chartNames)[number];

/** One line of a chart. With a `band` it has three columns (lower, estimate, upper), else one. */
export interface SeriesLine {
  readonly chart: ChartName;
  readonly label: string;
  readonly role: VariantRole;
  readonly shade: number;
  readonly band: boolean;
  readonly dashed: boolean;
}

/** Points of the lines of a page, column by column in the order of the lines. */
export interface SeriesPoints {
  /** Epoch seconds. */
  readonly times: readonly number[];
  readonly columns: readonly (readonly (number | null)[])[];
  /** Index of the last slice in it. */
  readonly upTo: number;
}

/** More lines than these nobody can tell apart: the control and those with most requests. */
const mostVariants = 6;
/** A point is made from the last minute. */
const windowSlices = 12;

type Column = (at: PointAt) => readonly (number | null)[];

/** What one point is made from. */
interface PointAt {
  readonly slice: Slice;
  readonly figures: ReadonlyMap<string, AnswerFigures>;
  readonly requests: number;
}

/** The charts of one page: which lines there are, and their points. */
export class PageSeries {
  readonly lines: readonly SeriesLine[];
  readonly #model: string;
  readonly #variants: readonly string[];
  readonly #columns: readonly Column[];

  constructor(subject: Subject, variants: readonly VariantLine[]) {
    const [control, ...others] = variants;
    const most = others.toSorted((a, b) => b.requests - a.requests).slice(0, mostVariants - 1);
    const drawn = control === undefined ? [] : [control, ...most];
    this.#model = subject.model;
    this.#variants = drawn.map(({ name }) => name);
    const made = drawn.flatMap((variant) => linesOf(subject, variant));
    this.lines = made.map(({ line }) => line);
    this.#columns = made.map(({ column }) => column);
  }

  /** Points of the slices after the one of this index. */
  since(index: number, slices: readonly Slice[]): SeriesPoints {
    const times: number[] = [];
    const width = this.lines.reduce((sum, { band }) => sum + (band ? 3 : 1), 0);
    const columns: (number | null)[][] = Array.from({ length: width }, () => []);
    for (const [place, slice] of slices.entries()) {
      if (slice.index <= index) continue;
      const at = this.#pointAt(slice, slices.slice(Math.max(0, place + 1 - windowSlices), place + 1));
      times.push(Math.round(slice.endWallMs / 1000));
      const values = this.#columns.flatMap((column) => column(at));
      for (const [n, value] of values.entries()) columns[n]?.push(value === null ? null : Number(value.toPrecision(5)));
    }
    return { times, columns, upTo: slices.at(-1)?.index ?? index };
  }

  #pointAt(slice: Slice, window: readonly Slice[]): PointAt {
    const figures = new Map(
      this.#variants.map((variant) => [variant, answerFigures(recentAnswers(window, { model: this.#model, variant }))]),
    );
    const requests = [...figures.values()].reduce((sum, one) => sum + one.requests, 0);
    return { slice, figures, requests };
  }
}

interface LineWithColumn {
  readonly line: SeriesLine;
  readonly column: Column;
}

function linesOf(subject: Subject, { name, role, shade }: VariantLine): readonly LineWithColumn[] {
  const line = (chart: ChartName, shape: Partial<SeriesLine> = {}): SeriesLine => ({
    chart,
    label: name,
    role,
    shade,
    band: false,
    dashed: false,
    ...shape,
  });
  const figure = (pick: (figures: AnswerFigures) => number | null): Column => {
    return ({ figures }) => [onlyOf(figures.get(name), pick)];
  };
  const own: LineWithColumn[] = [
    {
      line: line('acceleration', { band: true }),
      column: ({ figures }) => three(figures.get(name)?.acceleration?.interval ?? null),
    },
    { line: line('tpot'), column: figure(({ tpotMs }) => tpotMs) },
    { line: line('ttft'), column: figure(({ ttftMs }) => ttftMs) },
    {
      line: line('share'),
      column: ({ figures, requests }) => [requests === 0 ? null : (figures.get(name)?.requests ?? 0) / requests],
    },
  ];
  if (role === 'control') return own;
  const isRollout = subject.kind === 'rollout';
  const speedup: Column = ({ slice }) =>
    three(
      isRollout
        ? (slice.rollouts.get(subject.name)?.speedup ?? null)
        : (slice.speedups.get(subject.model)?.get(name) ?? null),
    );
  own.push({ line: line('speedup', { band: true }), column: speedup });
  if (!isRollout) return own;
  const desired: Column = ({ slice }) => [slice.rollouts.get(subject.name)?.desiredShare ?? null];
  return [...own, { line: line('share', { label: `${name}, desired`, dashed: true }), column: desired }];
}

function onlyOf(figures: AnswerFigures | undefined, pick: (figures: AnswerFigures) => number | null): number | null {
  return figures === undefined || figures.requests === 0 ? null : pick(figures);
}

function three(interval: Interval | null): readonly (number | null)[] {
  return interval === null ? [null, null, null] : [interval.lower, interval.estimate, interval.upper];
}

/** Moments at which a rollout moved, to be marked in its charts. */
export interface SeriesMarker {
  /** Epoch seconds. */
  readonly at: number;
  readonly label: string;
}

/** Those of the audit log. */
export function markersOf(events: Awaited<ReturnType<ConsoleSources['rollouts']['events']>>): readonly SeriesMarker[] {
  return events.map(({ at, to, step }) => ({
    at: Math.round(at.wallMs / 1000),
    label: to === 'running' && step !== null ? `step ${step + 1}` : to.replace('_', ' '),
  }));
}
