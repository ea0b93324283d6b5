/** Holds a written acceleration.json against what the emulated machines must show. Prints what fails; exit 1 then. */
import { readFileSync } from 'node:fs';

interface Row {
  readonly variant: string;
  readonly vus: number;
  readonly requests: number;
  readonly totalTokens: number;
  readonly usageTokens: number;
  readonly acceleration: number | null;
  readonly speedup: { readonly lower: number; readonly estimate: number; readonly upper: number } | null;
  readonly stepCost: number | null;
}

const file = process.argv[2];
if (file === undefined) {
  console.error('Usage: node scripts/check-acceleration.ts DIR/acceleration.json');
  process.exit(2);
}
const { rows } = JSON.parse(readFileSync(file, 'utf8')) as { rows: readonly Row[] };
const problems = [...rows.flatMap(problemsOf), ...missingRows(rows)];
for (const problem of problems) console.error(`acceleration.json: ${problem}`);
if (problems.length === 0) console.log(`acceleration.json: ${rows.length} rows hold.`);
process.exit(problems.length === 0 ? 0 : 1);

function problemsOf(row: Row): string[] {
  const name = `${row.variant} at ${row.vus} VU`;
  const problems: string[] = [];
  const expect = (holds: boolean, what: string): void => {
    if (!holds) problems.push(`${name}: ${what}`);
  };
  expect(row.requests > 0, 'no request was measured');
  expect(row.totalTokens === row.usageTokens, `totalTokens ${row.totalTokens} ≠ usageTokens ${row.usageTokens}`);
  if (row.variant === 'baseline' || row.variant === 'mistral')
    expect(row.acceleration === 1, `acceleration ${row.acceleration}, not exactly 1`);
  if (row.variant === 'mlp') {
    const acceleration = row.acceleration ?? 0;
    expect(acceleration >= 1.7 && acceleration <= 1.79, `acceleration ${acceleration} is not within 1.70–1.79`);
  }
  if (row.variant === 'mlp' || row.variant === 'medusa') {
    expect(row.speedup !== null, 'no speed-up against its control');
    expect(
      row.speedup !== null && row.acceleration !== null && row.speedup.upper < row.acceleration,
      'speed-up is not below acceleration',
    );
    expect(row.stepCost !== null && row.stepCost > 1, `step cost ${row.stepCost} is not above 1`);
  }
  return problems;
}

function missingRows(rows: readonly Row[]): string[] {
  const wanted = ['baseline', 'mlp', 'medusa'].flatMap((variant) => [1, 10].map((vus) => ({ variant, vus })));
  return wanted
    .filter(({ variant, vus }) => !rows.some((row) => row.variant === variant && row.vus === vus))
    .map(({ variant, vus }) => `no row for ${variant} at ${vus} VU`);
}
