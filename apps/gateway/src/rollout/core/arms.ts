/** One of each: the arms of a rollout. */
export interface Arms<T> {
  readonly control: T;
  readonly candidate: T;
}
