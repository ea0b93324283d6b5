/** The windows over which budgets are recorded, as PromQL writes them. */
export const burnWindows = ['5m', '30m', '1h', '2h', '6h', '1d', '3d'] as const;

export type BurnWindow = (typeof burnWindows)[number];

/** The short window makes the alert end soon after its cause; both must burn `factor` times faster than the budget allows. */
export interface Burn {
  readonly long: BurnWindow;
  readonly short: BurnWindow;
  readonly factor: number;
}

/**
 * Of a 30 day budget: 2 % in 1 h or 5 % in 6 h wake somebody, 10 % in 1 d or 3 d are for working hours (Google SRE
 * workbook, chapter 5, "Multiwindow, Multi-Burn-Rate Alerts").
 */
export const burns: Readonly<Record<'fast' | 'slow', readonly Burn[]>> = {
  fast: [
    { long: '1h', short: '5m', factor: 14.4 },
    { long: '6h', short: '30m', factor: 6 },
  ],
  slow: [
    { long: '1d', short: '2h', factor: 3 },
    { long: '3d', short: '6h', factor: 1 },
  ],
};
