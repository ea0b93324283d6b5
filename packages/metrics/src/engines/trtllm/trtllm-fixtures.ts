const head = '"id":"chatcmpl-7","object":"chat.completion.chunk","created":1790000000,"model":"llama-3-8b"';

/** Chat events leave out what is null. The first one's data ends in a blank. */
export const trtLlmRole: string = `data: {${head},"choices":[{"index":0,"delta":{"role":"assistant"}}]} \n\n`;

/** One iteration. `ratio`: tokens so far by iterations so far. */
export function trtLlmStep(content: string, ratio: number, finish = ''): string {
  const reason = finish === '' ? '' : `,"finish_reason":"${finish}"`;
  return (
    `data: {${head},"choices":[{"index":0,"delta":{"content":${JSON.stringify(content)},"reasoning_content":""}` +
    `${reason},"avg_decoded_tokens_per_iter":${ratio}}]}\n\n`
  );
}

export function trtLlmUsage(prompt: number, completion: number): string {
  return (
    `data: {${head},"choices":[],"usage":{"prompt_tokens":${prompt},"total_tokens":${prompt + completion},` +
    `"completion_tokens":${completion},"prompt_tokens_details":{"cached_tokens":2}}}\n\n`
  );
}
