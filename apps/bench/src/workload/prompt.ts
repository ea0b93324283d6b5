/** One question, asked in a conversation of its own without a system message, as the published test did. */
export interface Prompt {
  /** Unique in its workload; answers to the same id are what speed-up pairs. */
  readonly id: string;
  /** Kind of text, on which acceptance depends (`code`, `chat` …); `any` where the file does not say. */
  readonly class: string;
  readonly text: string;
}
