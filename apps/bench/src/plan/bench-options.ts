/** Where the requests go: straight to servers, or through one gateway that is told which variant must answer. */
export type Route =
  | { readonly kind: 'targets'; readonly targets: ReadonlyMap<string, URL> }
  | { readonly kind: 'via'; readonly gateway: URL; readonly variants: readonly string[] };

/** When the virtual users of one level stop starting requests. Those under way are always waited for. */
export type Stop =
  | { readonly kind: 'duration'; readonly ms: number }
  /** Requests per variant. */
  | { readonly kind: 'requests'; readonly count: number };

/** So many virtual users on every variant, for so long. */
export interface Level {
  readonly vus: number;
  readonly stop: Stop;
}

/** `together`: all variants at the same time, so that drift hits all alike. `apart`: one after the other. */
export type ArmOrder = 'together' | 'apart';

/** One run of the bench, fully decided: nothing in here is a default any more. */
export interface BenchOptions {
  readonly route: Route;
  /** Where a variant's engine counts, one URL per replica. Behind a gateway nothing is known unless given. */
  readonly metrics: ReadonlyMap<string, readonly URL[]>;
  /** The `model` of the requests. */
  readonly model: string;
  /** Variant → the variant it is compared with. */
  readonly controls: ReadonlyMap<string, string>;
  /** Variant → name of its base model, where that was said. */
  readonly bases: ReadonlyMap<string, string>;
  /** Levels of concurrency, measured one after the other. */
  readonly levels: readonly Level[];
  /** Uncounted requests before each measurement; null: one per virtual user. */
  readonly warmup: number | null;
  readonly maxTokens: number;
  /** A file in ShareGPT's form; null: the built-in mix. */
  readonly data: string | null;
  readonly stream: boolean;
  /** Decides the order of the prompts. */
  readonly seed: string;
  /** One for each level. */
  readonly arms: readonly ArmOrder[];
  /** Measure although somebody else uses the engine; the rows are flagged. */
  readonly allowShared: boolean;
  /** How long the engines must be seen idle before each measurement; 0 leaves the check out. */
  readonly quietMs: number;
  /** Deadline of one request, from sending to its last byte. */
  readonly timeoutMs: number;
}
