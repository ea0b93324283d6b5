/** The dialects that answers, metrics pages and errors are read in. `generic`: any server with OpenAI's routes. */
export const engineNames = ['tgi', 'vllm', 'sglang', 'llamacpp', 'trtllm', 'generic'] as const;

export type EngineName = (typeof engineNames)[number];
