const head = '"id":"9f","object":"chat.completion.chunk","created":1790000000,"model":"llama-3-8b"';

/** A delta has all its members, null where there is nothing. */
function event(delta: string, finish: string, rest = ''): string {
  return (
    `data: {${head},"choices":[{"index":0,"delta":{${delta}},"logprobs":null,"finish_reason":${finish},` +
    `"matched_stop":null}],"usage":null${rest}}\n\n`
  );
}

export const sglangRole: string = event(
  '"role":"assistant","content":"","reasoning_content":null,"tool_calls":null',
  'null',
);

export function sglangStep(content: string): string {
  return event(`"role":null,"content":${JSON.stringify(content)},"reasoning_content":null,"tool_calls":null`, 'null');
}

/** The reason of the end comes in an event of its own. */
export const sglangFinish: string = event(
  '"role":null,"content":null,"reasoning_content":null,"tool_calls":null',
  '"length"',
);

/** What `return_spec_tokens_details` brings: an event of its own, before usage. */
export function sglangDetails(details: object | readonly object[]): string {
  return `data: {${head},"choices":[],"usage":null,"sglext":${JSON.stringify({ spec_tokens_details: details })}}\n\n`;
}

export function sglangUsage(prompt: number, completion: number, rest = ''): string {
  return (
    `data: {${head},"choices":[],"usage":{"prompt_tokens":${prompt},"total_tokens":${prompt + completion},` +
    `"completion_tokens":${completion},"prompt_tokens_details":null${rest}}}\n\n`
  );
}

/** Four verify calls that kept 3, 2, 0 and 1 drafts. Its own acceptance length is 11 / 4: the prefill's token is in it. */
export const sglangStatement: Readonly<Record<string, number | readonly number[]>> = {
  spec_accept_rate: 0.5,
  spec_accept_length: 2.75,
  spec_cap_length: 0,
  spec_block_accept_length: 0,
  spec_num_correct_drafts: 6,
  spec_num_proposed_drafts: 12,
  spec_verify_ct: 4,
  spec_correct_drafts_histogram: [1, 1, 1, 1],
  spec_cap_lens_histogram: [],
};
