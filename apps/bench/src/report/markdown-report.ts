import type { RunConfig, RunResult } from '../run/run-result.ts';
import { furtherColumns, publishedColumns } from './columns.ts';
import { renderTable } from './render-table.ts';
import { flagSentences, latenessSentences, verdictSentences } from './sentences.ts';

/** The report for a pull request or a page. */
export function markdownReport({ rows, config, started, tool }: RunResult): string {
  const parts = [
    '# Acceleration and speed-up',
    renderTable(rows, [...publishedColumns, ...furtherColumns], true),
    latenessSentences(rows).join('\n'),
    bullets(verdictSentences(rows)),
    bullets(flagSentences(rows).map((each) => `⚠ ${each}`)),
    'Acceleration is tokens per forward pass, `(Token Sum + Tokens Count) / Tokens Count`. Speed-up is the TPOT of the control over ' +
      'that of the variant. Step cost is acceleration / speed-up: what drafting and verifying cost per pass.',
    `${tool.name} ${tool.version}, ${started}: ${conditions(config)}.`,
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function conditions({ vus, durationMs, requests, stream, maxTokens, seed, arms, data }: RunConfig): string {
  return [
    `${vus.join(', ')} virtual users`,
    durationMs === null ? `${(requests ?? []).join(', ')} requests` : `${durationMs / 1000} s`,
    `variants ${[...new Set(arms)].join(', ')}`,
    `at most ${maxTokens} tokens, greedy, ${stream ? 'streamed' : 'not streamed'}`,
    `${data.prompts} prompts of ${data.name} (sha256 ${data.sha256.slice(0, 12)}), seed ${seed}`,
  ].join('; ');
}

function bullets(sentences: readonly string[]): string {
  return sentences.map((sentence) => `- ${sentence}`).join('\n');
}
