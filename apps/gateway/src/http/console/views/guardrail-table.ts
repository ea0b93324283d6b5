import type { Verdict } from '../../../rollout/core/verdicts/verdict.ts';
import { eValue, range, ratio, unknown } from './format.ts';
import { intervalBar, scaleFor } from './interval-bar.ts';
import { markup } from './markup.ts';
import type { Markup } from './markup.ts';

const resultWords = { pass: 'Pass', fail: 'Fail', inconclusive: 'Watching', error: 'Not measured' } as const;
const tones = { pass: 'good', fail: 'bad', inconclusive: 'idle', error: 'ask' } as const;
const actionWords = {
  rollback: 'rolls back',
  pause: 'pauses',
  report: 'is told of',
  no_benefit: 'ends: no benefit',
} as const;

/** Each check with its numbers, what they are held against, and the verdict in words. */
export function guardrailTable(verdicts: readonly Verdict[]): Markup {
  if (verdicts.length === 0) return markup`<p class="empty">Nothing is checked yet: no run is under way.</p>`;
  const scale = scaleFor(
    verdicts.map(({ interval }) => interval),
    verdicts.flatMap(({ interval, limit }) => (interval === null ? [] : [limit])),
  );
  const rows = verdicts.map((verdict) => {
    const { check, result, action, interval, limit, text } = verdict;
    return markup`<tr>
      <th scope="row">${check}</th>
      <td class="number">${interval === null ? unknown : markup`${ratio(interval.estimate, 3)} <span class="range">${range(interval)}</span>`}</td>
      <td class="bar">${interval === null ? evidenceBar(verdict) : intervalBar(interval, scale, { tone: tones[result], marks: [1, limit] })}</td>
      <td class="number">${verdict.eValue === null ? unknown : eValue(verdict.eValue)}</td>
      <td class="number">${interval === null && verdict.eValue !== null ? eValue(limit) : ratio(limit)}</td>
      <td><span class="pill is-small tone-${tones[result]}" title="${text}">${resultWords[result]}</span></td>
      <td class="faint">${actionWords[action]}</td>
      <td class="faint words">${text}</td>
    </tr>`;
  });
  return markup`<div class="table-box" tabindex="0" role="region" aria-label="Checks"><table>
    <thead><tr><th scope="col">Check</th><th scope="col" class="number">Value, 95 %</th><th scope="col">Against its limit</th>
      <th scope="col" class="number">e-value</th><th scope="col" class="number">Limit</th><th scope="col">Verdict</th>
      <th scope="col">A failure</th><th scope="col">In words</th></tr></thead>
    <tbody>${rows}</tbody></table></div>`;
}

/** How much of the evidence that a failure takes is there, by its logarithm: that is how it grows. */
function evidenceBar({ eValue: found, limit, result }: Verdict): Markup {
  if (found === null || limit <= 1) return markup``;
  const share = Math.min(1, Math.max(0, Math.log(Math.max(found, 1)) / Math.log(limit)));
  return markup`<svg class="evidence-bar tone-${tones[result]}" width="100%" height="16" aria-hidden="true">
    <rect class="axis" x="2%" y="6" width="96%" height="4" rx="2" />
    <rect class="span" x="2%" y="6" width="${(96 * share).toFixed(1)}%" height="4" rx="2" />
  </svg>`;
}
