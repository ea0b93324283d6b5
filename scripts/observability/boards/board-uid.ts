/** The last part of the address of a board; also its file under deploy/grafana/dashboards. */
export type BoardUid = 'slipstream-rollout' | 'slipstream-speculation' | 'slipstream-slo' | 'slipstream-backends';
