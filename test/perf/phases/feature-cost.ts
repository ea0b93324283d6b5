/** What one thing that the gateway does costs by itself. */
export interface FeatureCost {
  readonly feature: string;
  readonly microseconds: number;
}
