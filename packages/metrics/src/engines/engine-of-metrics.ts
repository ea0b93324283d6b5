import type { PrometheusPage } from '@slipstream/wire';
import { engineAdapter } from './engine-adapter-for.ts';
import type { EngineAdapter } from './engine-adapter.ts';
import { engineNames } from './engine-name.ts';

/** Whose metrics page this is, told by how its families are called. Null: nobody's that is known, or nothing is on it yet. */
export function engineOfMetrics(page: PrometheusPage): EngineAdapter | null {
  const families = [...page.keys()];
  const adapters = engineNames.map((name) => engineAdapter(name));
  return (
    adapters.find(
      ({ metricsPrefix }) => metricsPrefix !== null && families.some((name) => name.startsWith(metricsPrefix)),
    ) ?? null
  );
}
