export const tokenMetrics = [
  {
    name: 'slipstream_prompt_tokens_total',
    type: 'counter',
    unit: 'tokens',
    labels: ['model', 'variant'],
    owner: 'metering',
    help: 'Prompt tokens, of answers whose engine said how many. Streams of engines that do not say add nothing here.',
  },
  {
    name: 'slipstream_completion_tokens_total',
    type: 'counter',
    unit: 'tokens',
    labels: ['model', 'variant', 'source'],
    owner: 'metering',
    help: 'Completion tokens by who said so: engine (usage, headers), counted (one-token events) or estimated (events of a token or more: at least so many).',
  },
  {
    name: 'slipstream_token_count_mismatches_total',
    type: 'counter',
    unit: 'requests',
    labels: ['model', 'variant'],
    owner: 'metering',
    help: 'Streamed answers whose usage and counted one-token events disagree. The engine is believed, the owner is told.',
  },
] as const;
