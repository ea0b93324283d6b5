import type { Phrasebook } from './phrasebook.ts';

const PROSE = {
  intro: [
    'Here is one way to do it',
    'The following version does what you describe',
    'This solution stays close to your description',
  ],
  virtue: [
    'runs in linear time',
    'keeps the input unchanged',
    'handles empty input',
    'needs no extra library',
    'fails early with a clear message',
  ],
};
const NAMES = {
  fn: ['collect', 'process', 'compute', 'convert', 'merge', 'resolve'],
  items: ['items', 'values', 'entries', 'records', 'rows'],
  item: ['item', 'value', 'entry', 'record', 'row'],
  out: ['result', 'output', 'total', 'groups', 'found'],
  key: ['name', 'kind', 'date', 'id', 'size'],
};
const CLOSINGS = [
  'The function {virtue} and {virtue}. Let me know if you want tests for it.',
  'Note that `{fn!}` {virtue}, so it can be called safely more than once.',
];

export const PYTHON: Phrasebook = {
  openings: [
    '{intro}:\n\n```python\nfrom typing import Any\n\n\n',
    '{intro}, with `{topic}` in mind:\n\n```python\nimport sys\n\n\n',
  ],
  bodies: [
    'def {fn!}({items!}: list[Any]) -> list[Any]:\n    """Return the {items!} that belong to the {topic}."""\n    {out!} = []\n    for {item!} in {items!}:\n        if {item!} is None:\n            continue\n        {out!}.append({item!})\n    return {out!}\n\n\n',
    'def {fn!}_by_{key!}({items!}: list[Any]) -> dict[str, Any]:\n    {out!} = {{}\n    for {item!} in {items!}:\n        {out!}[{item!}["{key!}"]] = {item!}\n    return {out!}\n\n\n',
    'def check_{item!}({item!}: Any) -> None:\n    if not {item!}:\n        raise ValueError("the {item!} is empty")\n    if "{key!}" not in {item!}:\n        raise ValueError("the {item!} has no {key!}")\n\n\n',
    '# The {topic} is handled here, one {item!} at a time.\n{out!} = {fn!}({items!})\nfor {item!} in {out!}:\n    check_{item!}({item!})\n    print({item!}["{key!}"])\n\n',
    'def test_{fn!}_{case}() -> None:\n    {items!} = [{{"{key!}": "{topic}"}, {{"{key!}": "{topic}"}]\n    {out!} = {fn!}({items!})\n    assert len({out!}) == len({items!})\n\n\n',
    'def main() -> None:\n    {items!} = load_{items!}(sys.argv[1])\n    {out!} = {fn!}_by_{key!}({items!})\n    print(len({out!}), "{items!} read")\n\n\n',
  ],
  closings: CLOSINGS.map((text) => `\`\`\`\n\n${text}`),
  joints: [''],
  words: { ...PROSE, ...NAMES, case: ['empty', 'single', 'repeated', 'accents', 'large'] },
};

export const TYPESCRIPT: Phrasebook = {
  openings: ['{intro}:\n\n```ts\n', '{intro}, with `{topic}` in mind:\n\n```ts\n'],
  bodies: [
    'export function {fn!}({items!}: readonly {Type!}[]): {Type!}[] {{\n  const {out!}: {Type!}[] = [];\n  for (const {item!} of {items!}) {{\n    if ({item!}.{key!} === undefined) continue;\n    {out!}.push({item!});\n  }\n  return {out!};\n}\n\n',
    'interface {Type!} {{\n  readonly {key!}: string;\n  readonly {topic}: number;\n}\n\n',
    'function by{Type!}({items!}: readonly {Type!}[]): Map<string, {Type!}> {{\n  const {out!} = new Map<string, {Type!}>();\n  for (const {item!} of {items!}) {out!}.set({item!}.{key!}, {item!});\n  return {out!};\n}\n\n',
    "function check({item!}: {Type!}): void {{\n  if ({item!}.{key!} === '') {{\n    throw new RangeError(`the {item!} has no {key!}`);\n  }\n}\n\n",
    '// The {topic} is handled here, one {item!} at a time.\nconst {out!} = {fn!}({items!});\nfor (const {item!} of {out!}) {{\n  check({item!});\n  console.log({item!}.{key!});\n}\n\n',
    "test('{fn!} keeps the {topic}', () => {{\n  const {items!} = [{{ {key!}: '{topic}' }, {{ {key!}: '{topic}' }];\n  expect({fn!}({items!})).toHaveLength({items!}.length);\n});\n\n",
  ],
  closings: CLOSINGS.map((text) => `\`\`\`\n\n${text}`),
  joints: [''],
  words: { ...PROSE, ...NAMES, Type: ['Item', 'Entry', 'Record', 'Row'] },
};

export const SQL: Phrasebook = {
  openings: ['{intro}:\n\n```sql\n', '{intro}, one step at a time:\n\n```sql\n'],
  bodies: [
    'WITH {out!} AS (\n  SELECT {key!}, SUM({amount!}) AS {amount!}_sum\n  FROM {table!}\n  GROUP BY {key!}\n)\nSELECT {key!}, {amount!}_sum\nFROM {out!}\nORDER BY {amount!}_sum DESC;\n\n',
    'SELECT DISTINCT ON ({key!}) {key!}, {amount!}\nFROM {table!}\nWHERE {key!} IS NOT NULL\nORDER BY {key!}, {amount!} DESC;\n\n',
    '-- An index keeps the query fast when {table!} grows.\nCREATE INDEX IF NOT EXISTS {table!}_{key!}_idx\n  ON {table!} ({key!}, {amount!});\n\n',
    'SELECT {key!}, COUNT(*) AS {out!}\nFROM {table!}\nWHERE {amount!} > 0\nGROUP BY {key!}\nHAVING COUNT(*) > 1;\n\n',
  ],
  closings: CLOSINGS.map((text) => `\`\`\`\n\n${text.replace('function', 'query').replace('`{fn!}`', '`{table!}`')}`),
  joints: [''],
  words: {
    ...PROSE,
    out: ['ranked', 'totals', 'latest'],
    key: ['country', 'customer_id', 'category', 'month'],
    amount: ['total', 'amount', 'price'],
    table: ['orders', 'payments', 'sales'],
  },
};
