/** What differs between the versions of `trtllm-serve` that the emulator speaks. */
export interface TrtllmTraits {
  readonly version: string;
  /** Older servers label every series with the word `undefined`. */
  readonly namedLabels: boolean;
  /** Families of iterations and of speculation on the Prometheus page (PRs 12545, 12636). */
  readonly iterationFamilies: boolean;
}

export const trtllmTraits: Readonly<Record<string, TrtllmTraits>> = {
  'trtllm-1.2': { version: '1.2.0', namedLabels: false, iterationFamilies: false },
  'trtllm-1.4': { version: '1.4.0rc1', namedLabels: true, iterationFamilies: true },
};
