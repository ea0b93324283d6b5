import type { PrometheusSample } from './prometheus-page.ts';

const metricName = /[A-Za-z_:][A-Za-z0-9_:]*/y;
const labelName = /[A-Za-z_][A-Za-z0-9_]*/y;
const number = /[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?/iy;
const special = /([+-]?)(inf(?:inity)?|nan)/iy;
/** An optional timestamp, then an optional exemplar, whose content is of no interest here. */
const tail = /(?:[ \t]+[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?)?[ \t]*(?:#.*)?$/iy;

export interface SampleLine {
  readonly sample: PrometheusSample;
  /** Name and labels as written: equal for two lines of one series, unless their labels are ordered differently. */
  readonly series: string;
}

/** Reads one sample line, or says what is wrong with it. */
export function parseSampleLine(line: string): SampleLine | { readonly wrong: string } {
  const name = match(metricName, line, 0);
  if (name === null) return { wrong: 'expected a metric name' };
  let at = skipBlanks(line, name.length);
  let labels: Readonly<Record<string, string>> = {};
  if (line[at] === '{') {
    const read = readLabels(line, at + 1);
    if ('wrong' in read) return read;
    labels = read.labels;
    at = read.end;
  }
  const series = line.slice(0, at).trimEnd();
  const valueStart = skipBlanks(line, at);
  const read = readValue(line, valueStart);
  if (read === null || valueStart === name.length) return { wrong: `expected a number after ${name}` };
  if (match(tail, line, read.end) === null) return { wrong: `unexpected text after the value of ${name}` };
  return { sample: { name, labels, value: read.value }, series };
}

type LabelsRead =
  | { readonly labels: Readonly<Record<string, string>>; readonly end: number }
  | { readonly wrong: string };

function readLabels(line: string, start: number): LabelsRead {
  const labels: [string, string][] = [];
  let at = skipBlanks(line, start);
  while (line[at] !== '}') {
    const name = match(labelName, line, at);
    if (name === null) return { wrong: 'expected a label name or "}"' };
    at = skipBlanks(line, at + name.length);
    if (line[at] !== '=') return { wrong: `expected "=" after the label ${name}` };
    at = skipBlanks(line, at + 1);
    const end = line[at] === '"' ? closingQuote(line, at) : -1;
    if (end === -1) return { wrong: `expected a quoted value of the label ${name}` };
    labels.push([name, unescapeLabel(line.slice(at + 1, end))]);
    at = skipBlanks(line, end + 1);
    if (line[at] === ',') at = skipBlanks(line, at + 1);
    else if (line[at] !== '}') return { wrong: `expected "," or "}" after the label ${name}` };
  }
  // fromEntries defines own properties: a label called __proto__ is a label like any other.
  return { labels: Object.fromEntries(labels), end: at + 1 };
}

function closingQuote(line: string, openingQuote: number): number {
  for (let at = openingQuote + 1; at < line.length; at += 1) {
    if (line[at] === '"') return at;
    if (line[at] === '\\') at += 1;
  }
  return -1;
}

/** Other backslashes stay as they are, as in Prometheus' own reader. */
function unescapeLabel(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(/\\(\\|"|n)/g, (_, letter: string) => (letter === 'n' ? '\n' : letter));
}

function readValue(line: string, at: number): { readonly value: number; readonly end: number } | null {
  const digits = match(number, line, at);
  if (digits !== null) return { value: Number(digits), end: at + digits.length };
  const word = match(special, line, at);
  if (word === null) return null;
  const value = /nan$/i.test(word) ? Number.NaN : Number.POSITIVE_INFINITY;
  return { value: word.startsWith('-') ? -value : value, end: at + word.length };
}

function skipBlanks(line: string, at: number): number {
  let next = at;
  while (line[next] === ' ' || line[next] === '\t') next += 1;
  return next;
}

function match(pattern: RegExp, line: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(line)?.[0] ?? null;
}
