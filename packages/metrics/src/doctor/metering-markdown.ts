import { engineAdapter } from '../engines/engine-adapter-for.ts';
import type { EngineAdapter } from '../engines/engine-adapter.ts';
import { engineNames } from '../engines/engine-name.ts';
import type { EngineName } from '../engines/engine-name.ts';
import { measurables } from '../engines/measure.ts';
import type { Measurable, Measure } from '../engines/measure.ts';

const titles: Readonly<Record<EngineName, string>> = {
  tgi: 'TGI (Hugging Face Text Generation Inference, 2.0 to 3.3)',
  vllm: 'vLLM (V1)',
  sglang: 'SGLang (0.5)',
  llamacpp: 'llama.cpp (`llama-server`)',
  trtllm: 'TensorRT-LLM (`trtllm-serve`)',
  generic: 'Any other server with OpenAI’s routes',
};

/** The generated part of docs/metering.md: per engine what is exact, derived or estimated, from which field, and what it needs. */
export function meteringMarkdown(): string {
  const adapters = engineNames.map((name) => engineAdapter(name));
  return [...overview(adapters), ...adapters.flatMap(section)].join('\n');
}

/** The best that each engine can do, at a glance. */
function overview(adapters: readonly EngineAdapter[]): string[] {
  return [
    '### At best',
    '',
    `| what | ${adapters.map(({ engine }) => engine).join(' | ')} |`,
    `|---|${adapters.map(() => '---|').join('')}`,
    ...measurables.map((what) => `| ${what} | ${adapters.map((adapter) => best(adapter, what)).join(' | ')} |`),
    '',
    'A figure with * needs something of the server, which the tables below name.',
    '',
  ];
}

function best({ measures }: EngineAdapter, what: Measurable): string {
  const way = measures.find((measure) => measure.what === what);
  if (way === undefined) return '–';
  return way.needs === null ? way.method : `${way.method} *`;
}

function section(adapter: EngineAdapter): string[] {
  const { engine, measures, metricsPath, countersMove } = adapter;
  return [
    `### ${titles[engine]}`,
    '',
    ...counters(metricsPath, countersMove),
    '| what | how | from | needs | mind |',
    '|---|---|---|---|---|',
    ...measurables.flatMap((what) => measures.filter((measure) => measure.what === what).map(row)),
    '',
  ];
}

function counters(path: EngineAdapter['metricsPath'], move: EngineAdapter['countersMove']): string[] {
  if (path === null) return ['It has no counters that could be read.', ''];
  const when =
    move === 'each-step' ? 'with each step' : 'when a generation ends: one that was aborted is never counted';
  return [`Its counters are read at \`${path}\`; they move ${when}.`, ''];
}

function row({ what, method, field, needs, caveat }: Measure): string {
  return `| ${what} | ${method} | \`${field}\` | ${needs ?? ''} | ${caveat ?? ''} |`;
}
