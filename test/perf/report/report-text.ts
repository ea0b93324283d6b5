import type { FeatureCost } from '../phases/feature-cost.ts';
import type { Plan } from '../plan.ts';
import type { Bar } from './bars.ts';
import { figuresTable } from './figures-table.ts';
import { foreignText } from './foreign-text.ts';
import { markdownTable } from './markdown-table.ts';
import type { Summary } from './summary.ts';

export interface ReportParts {
  readonly machine: string;
  readonly plan: Plan;
  readonly summaries: readonly Summary[];
  readonly bars: readonly Bar[];
  readonly features: readonly FeatureCost[];
}

/** The whole report, in Markdown. */
export function reportText({ machine, plan, summaries, bars, features }: ReportParts): string {
  const sections = [
    `Measured ${machine}.`,
    `${plan.rounds} interleaved rounds; the median, and in brackets the least and the most of them.`,
    foreignText(summaries.map(({ outcome }) => outcome)),
    figuresTable(summaries),
    leftOut(summaries),
    'Bars, as ratios of medians of this run:',
    markdownTable(['what', 'wanted', 'found', ''], bars.map(barRow)),
    'What each feature costs, in process, alone (one core, median of 7 repetitions):',
    markdownTable(
      ['feature', 'µs'],
      features.map(({ feature, microseconds }) => [feature, microseconds.toFixed(2)]),
    ),
    'Subjects:',
    summaries.map(({ name, outcome }) => `- ${name}: ${outcome.about || 'not to be had on this machine'}`).join('\n'),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function leftOut(summaries: readonly Summary[]): string {
  return summaries
    .flatMap(({ name, outcome: { failure } }) =>
      failure === null ? [] : [`**${name} was left out** (${failure.kind}): ${failure.reason}`],
    )
    .join('\n\n');
}

function barRow({ what, wanted, found, holds }: Bar): string[] {
  return [what, wanted, found ?? 'not measured', holds === null ? 'unknown' : holds ? 'pass' : 'FAIL'];
}
