/** When something is looked at. */
export interface Moment {
  /**
   * Milliseconds for which this rollout has been attended to, over all its leaders. Monotonic; stands still while no gateway
   * looks, so that no hold time passes unwatched. All durations are differences of it.
   */
  readonly runMs: number;
  /** Milliseconds since the epoch: for the schedule and for stamps only. */
  readonly wallMs: number;
}
