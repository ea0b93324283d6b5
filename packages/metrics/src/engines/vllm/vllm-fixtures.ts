const head = '"id":"chatcmpl-8f1","object":"chat.completion.chunk","created":1790000000,"model":"llama-3-8b"';

/** A chat's first event: it names the role, and there is no token in it. */
export const vllmRole: string =
  `data: {${head},"choices":[{"index":0,"delta":{"role":"assistant","content":""},"logprobs":null,` +
  `"finish_reason":null}],"prompt_token_ids":null}\n\n`;

/** One engine step, or several merged for a slow reader. */
export function vllmStep(content: string, finish: string | null = null, rest = ''): string {
  const reason = finish === null ? 'null' : `"${finish}","stop_reason":null`;
  return (
    `data: {${head},"choices":[{"index":0,"delta":{"content":${JSON.stringify(content)}},"logprobs":null,` +
    `"finish_reason":${reason},"token_ids":null}]${rest}}\n\n`
  );
}

export function vllmUsage(prompt: number, completion: number, metrics = ''): string {
  return (
    `data: {${head},"choices":[],"usage":{"prompt_tokens":${prompt},"total_tokens":${prompt + completion},` +
    `"completion_tokens":${completion}}${metrics}}\n\n`
  );
}

/** Four speculated steps that kept 3, 2, 0 and 1 of three drafts each. */
export const vllmStatement: string =
  ',"metrics":{"time_to_first_token_ms":85.2,"speculative_decoding":{"mean_acceptance_length":2.5,' +
  '"draft_acceptance_rate":0.5,"acceptance_histogram":[1,1,1,1],"num_spec_steps":4,"num_accepted_draft_tokens":6,' +
  '"num_draft_tokens":12,"num_spec_tokens":3}}';
