/** One variant under measurement. */
export interface Arm {
  readonly name: string;
  /** Base URL of the server that is asked: the engine itself, or the gateway. */
  readonly url: URL;
  /** Asked through a gateway, which must be told the variant and whose answers must name it. */
  readonly forced: boolean;
  /** The `/metrics` of each of its replicas; empty: its engine cannot be read. */
  readonly metrics: readonly URL[];
  /** Name of its base model, where the user said it. */
  readonly base: string | null;
  /** Name of the arm it is compared with. Null: with none. */
  readonly control: string | null;
}
