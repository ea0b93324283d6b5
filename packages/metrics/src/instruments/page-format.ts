/** Prometheus' text format 0.0.4, or OpenMetrics 1.0, which has exemplars. */
export type PageFormat = 'prometheus' | 'openmetrics';

/** For the `content-type` header of a page. */
export const pageContentTypes: Readonly<Record<PageFormat, string>> = {
  prometheus: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
};
