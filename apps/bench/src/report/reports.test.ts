import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runBench } from '../run/run-bench.ts';
import type { RunResult } from '../run/run-result.ts';
import { benchOptions } from '../testing/bench-options.ts';
import { startTgi } from '../testing/start-tgi.ts';
import { markdownReport } from './markdown-report.ts';
import { verdictSentences } from './sentences.ts';
import { textReport } from './text-report.ts';
import { writeReport } from './write-report.ts';

const published =
  /Model +\| +vu \| Throughput \(req\/s\) \| Token Sum \| Tokens Count \| Total Tokens \| Acceleration/u;

async function result(): Promise<RunResult> {
  const [baseline, mlp] = await Promise.all([startTgi(), startTgi({ passes: [1, 2] })]);
  return runBench(benchOptions({ baseline: baseline.url, mlp: mlp.url }));
}

describe('textReport', () => {
  it('is one table with the published columns first where it fits, else two', async () => {
    const run = await result();
    const [wide, narrow] = [textReport(run, 1000), textReport(run, 80)];
    const header = wide.split('\n')[0]!;
    expect(header).toMatch(new RegExp(`^${published.source} \\| Variant`, 'u'));
    expect(header).toContain('speed-up [95 %]');
    expect(narrow.split('\n')[0]!).toMatch(new RegExp(`^${published.source}$`, 'u'));
    expect(narrow).toMatch(/^Variant +\| vu \| accel \[95 %\]/mu);
  });

  it('has all lines of a table equally wide but for their ends', async () => {
    const lines = textReport(await result(), 1000)
      .split('\n\n')[0]!
      .split('\n');
    const bars = lines.map((line) => [...line.matchAll(/\|/gu)].map(({ index }) => index).join(','));
    expect(new Set(bars).size).toBe(1);
  });
});

describe('the mark ≈', () => {
  it('stands at a TTFT beside which the bench was late, and is explained', async () => {
    const run = await result();
    const rows = run.rows.map((row) => ({
      ...row,
      ttftMs: { p50: 50, p95: 60 },
      lagP99Ms: row.control === null ? 2.4 : 2.6,
    }));
    const [baseline, mlp] = textReport({ ...run, rows }, 1000)
      .split('\n')
      .slice(2);
    expect([baseline!.includes('≈'), mlp!.includes('≈ 50.0 / 60.0')]).toEqual([false, true]);
    expect(textReport({ ...run, rows }, 1000)).toContain('late by up to 2.6 ms');
    const punctual = rows.map((row) => ({ ...row, lagP99Ms: null }));
    expect(textReport({ ...run, rows: punctual }, 1000)).not.toContain('≈');
  });
});

describe('verdictSentences', () => {
  it('judges by the interval, never by the point', async () => {
    const row = (await result()).rows[1]!;
    const word = (lower: number, upper: number) =>
      verdictSentences([{ ...row, speedup: { lower, estimate: (lower + upper) / 2, upper } }])[0]!
        .split(': ')
        .at(-1);
    expect([word(1.01, 1.2), word(0.9, 1.5), word(0.8, 0.99)]).toEqual([
      'faster.',
      'not shown to be faster.',
      'slower.',
    ]);
    const [none] = verdictSentences([{ ...row, speedup: null, speedupReason: 'another base model' }]);
    expect(none).toContain('no speed-up stated (another base model)');
  });
});

describe('markdownReport', () => {
  it('is a table with all columns, the verdicts, the formulas and the conditions', async () => {
    const lines = markdownReport(await result()).split('\n');
    const table = lines.filter((line) => line.startsWith('|'));
    expect(table).toHaveLength(4);
    expect(table[0]).toMatch(published);
    expect(new Set(table.map((line) => line.split('|').length)).size).toBe(1);
    expect(lines.join('\n')).toContain('sha256');
  });
});

describe('writeReport', () => {
  it('writes the summary, the page and a line per request into a new folder', async () => {
    const parent = await mkdtemp(path.join(tmpdir(), 'bench-'));
    onTestFinished(() => rm(parent, { recursive: true }));
    const folder = path.join(parent, 'new');
    const run = await result();
    await writeReport(folder, run);
    const summary = JSON.parse(await readFile(path.join(folder, 'acceleration.json'), 'utf8')) as RunResult;
    expect(summary).not.toHaveProperty('records');
    expect(summary.rows).toEqual(run.rows);
    const lines = (await readFile(path.join(folder, 'requests.jsonl'), 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(run.records);
    expect(await readFile(path.join(folder, 'acceleration.md'), 'utf8')).toBe(markdownReport(run));
  });

  it('holds the fields that other tools read', async () => {
    const run = await result();
    expect(Object.keys(run)).toEqual(['schema', 'tool', 'started', 'config', 'env', 'rows', 'records']);
    expect(run.rows[1]).toMatchObject({
      model: 'scripted',
      variant: 'mlp',
      vus: 2,
      requests: 12,
      throughput: expect.any(Number),
      tokenSum: 12,
      tokensCount: 24,
      totalTokens: 36,
      usageTokens: 36,
      acceleration: 1.5,
      stepCost: expect.any(Number),
      speedup: { lower: expect.any(Number), estimate: expect.any(Number), upper: expect.any(Number) },
      finishReasons: { length: 12 },
    });
  });
});
