/**
 * What the gateway promises, over 30 days: 99.9 % of the requests that were not the client's own fault are answered, and
 * 95 % of the streamed ones have their first token within 2.5 s, an edge of the TTFT buckets.
 */
export const objectives = {
  answered: 0.999,
  firstToken: { share: 0.95, withinSeconds: 2.5 },
} as const;
