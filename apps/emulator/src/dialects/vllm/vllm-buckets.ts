/** Upper bounds of vLLM's histograms (`vllm/v1/metrics/loggers.py`), seconds or tokens. */
export const vllmBuckets = {
  firstToken: [
    0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 20, 40, 80, 160, 640, 2560,
  ],
  betweenTokens: [0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 20, 40, 80],
  request: [0.3, 0.5, 0.8, 1, 1.5, 2, 2.5, 5, 10, 15, 20, 30, 40, 50, 60, 120, 240, 480, 960, 1920, 7680],
  iteration: [1, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16_384],
  choices: [1, 2, 5, 10, 20],
} as const;

/** 1, 2, 5, 10 … up to `most` (`build_1_2_5_buckets`). */
export function oneTwoFive(most: number): number[] {
  const bounds: number[] = [];
  for (let power = 1; power <= most; power *= 10) {
    bounds.push(...[power, 2 * power, 5 * power].filter((bound) => bound <= most));
  }
  return bounds;
}
