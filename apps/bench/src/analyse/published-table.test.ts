import { describe, expect, it } from 'vitest';
import { publishedColumns } from '../report/columns.ts';
import { renderTable } from '../report/render-table.ts';
import { arm, measurement, record } from '../testing/answers.ts';
import { analyse } from './analyse.ts';

/** The published measurements: model, VUs, sum, count, and the requests and seconds that give its requests per second. */
const published = [
  ['ibm-fms/llama3-8b-accelerator', 1, 783, 1067, 0.250124],
  ['ibm-fms/llama3-8b-accelerator', 10, 2953, 3885, 0.934835],
  ['meta-llama/Meta-Llama-3-8B-Instruct', 1, 0, 1400, 0.23309],
  ['meta-llama/Meta-Llama-3-8B-Instruct', 10, 0, 6408, 0.913191],
] as const;

const rows = analyse(
  published.map(([model, vus, tokenSum, tokensCount, perSecond]) => {
    const records = Array.from({ length: 20 }, (_, index) => record({ index, tokens: (tokenSum + tokensCount) / 20 }));
    const counters = { tokenSum, tokensCount, prefills: null, reset: false };
    return measurement({ arm: arm({ name: model }), model, vus, records, counters, drainedMs: 20_000 / perSecond });
  }),
);

describe('the published table', () => {
  it('comes out with its columns, digits and accelerations', () => {
    expect(renderTable(rows, publishedColumns, true)).toBe(
      `
| Model                               | vu | Throughput (req/s) | Token Sum | Tokens Count | Total Tokens | Acceleration |
| ----------------------------------- | -: | -----------------: | --------: | -----------: | -----------: | -----------: |
| ibm-fms/llama3-8b-accelerator       |  1 |         0.250124/s |       783 |         1067 |         1850 |         1.73 |
| ibm-fms/llama3-8b-accelerator       | 10 |         0.934835/s |      2953 |         3885 |         6838 |         1.76 |
| meta-llama/Meta-Llama-3-8B-Instruct |  1 |         0.233090/s |         0 |         1400 |         1400 |         1.00 |
| meta-llama/Meta-Llama-3-8B-Instruct | 10 |         0.913191/s |         0 |         6408 |         6408 |         1.00 |`.trim(),
    );
  });

  it('has the accelerations (783 + 1067) / 1067 and (2953 + 3885) / 3885, and exactly 1 without a speculator', () => {
    expect(rows.map(({ acceleration }) => acceleration)).toEqual([1850 / 1067, 6838 / 3885, 1, 1]);
    expect(rows[0]!.acceleration).toBeCloseTo(1.7338, 4);
    expect(rows[1]!.acceleration).toBeCloseTo(1.7601, 4);
  });

  it('agrees with usage', () => {
    expect(rows.map(({ usageTokens, totalTokens }) => Math.round(usageTokens) === totalTokens)).not.toContain(false);
    expect(rows.flatMap(({ flags }) => flags)).toEqual([]);
  });
});
