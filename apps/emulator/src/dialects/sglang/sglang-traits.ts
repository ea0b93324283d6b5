/** What differs between the versions of SGLang that the emulator speaks. */
export interface SglangTraits {
  readonly version: string;
  /** `return_spec_tokens_details` (PR 33518, merged after 0.5.18; the first release that has it is not verified). */
  readonly specTokensDetails: boolean;
}

export const sglangTraits: Readonly<Record<string, SglangTraits>> = {
  'sglang-0.5.18': { version: '0.5.18', specTokensDetails: false },
  'sglang-0.5.19': { version: '0.5.19', specTokensDetails: true },
};
