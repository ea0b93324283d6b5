import type { Gate } from '../admission/gate.ts';
import { createApp } from '../http/app.ts';
import type { MetricsPage } from '../http/operation-routes.ts';
import { Http1Server } from '../http/server/http1-server.ts';
import { serveApp } from '../http/server/serve-app.ts';
import type { AskUsage } from '../http/usage-routes.ts';
import type { GenerationPorts } from '../pipeline/generation-ports.ts';
import { RequestIds } from '../pipeline/request-ids.ts';
import { headerPolicy } from '../upstream/header-policy.ts';
import type { World } from './gateway-parts.ts';

/** The server of the clients’ port; it listens nowhere yet. */
export function openServer(
  { config, clock, timers, random, logger }: World,
  ports: Pick<GenerationPorts, 'dispatch' | 'health' | 'admission' | 'observer' | 'habits' | 'commit'> & Gate,
  { page: metrics, usage }: { readonly page: MetricsPage; readonly usage: AskUsage | null },
): Http1Server {
  const app = createApp({
    ports: { config, clock, timers, random, ...ports, headers: headerPolicy },
    ids: new RequestIds(random),
    metrics,
    usage,
    logger,
  });
  const { headerBytes, slowClients } = config().limits;
  const bounds = { maxHeaderBytes: headerBytes, maxHeaderCount: () => config().limits.headerCount, ...slowClients };
  return new Http1Server({ ...bounds, wallTime: () => clock.wallTime() }, serveApp(app));
}
