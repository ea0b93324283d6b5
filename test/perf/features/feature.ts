/** Something that the gateway does for each request or event, alone. */
export interface Feature {
  readonly name: string;
  /** Does it once. */
  readonly once: () => void;
}
