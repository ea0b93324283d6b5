import { GatewayChild } from './gateway-child.ts';
import type { GatewayChildOptions } from './gateway-child.ts';
import { MetricsReading } from './metrics-reading.ts';
import { RawUpstream } from './raw-upstream.ts';

export interface RawFleetOptions extends GatewayChildOptions {
  readonly replicas?: number;
  /** Further top-level lines of the configuration. */
  readonly top?: string;
  /** Of the only variant; it has no speculator. */
  readonly engine?: 'tgi' | 'generic';
}

/** A real gateway whose model `tgi` has one variant, `baseline`, of raw upstreams. */
export class RawFleet implements AsyncDisposable {
  readonly upstreams: readonly RawUpstream[];
  readonly gateway: GatewayChild;

  private constructor(upstreams: readonly RawUpstream[], gateway: GatewayChild) {
    this.upstreams = upstreams;
    this.gateway = gateway;
  }

  static async start(options: RawFleetOptions = {}): Promise<RawFleet> {
    const { replicas = 1, top = '', engine = 'tgi' } = options;
    const upstreams = await Promise.all(Array.from({ length: replicas }, () => RawUpstream.start()));
    return new RawFleet(upstreams, await GatewayChild.start(configuration(upstreams, engine, top), options));
  }

  get url(): string {
    return this.gateway.url;
  }

  /** The first one. */
  get upstream(): RawUpstream {
    const [first] = this.upstreams;
    if (first === undefined) throw new Error('a fleet of no replica');
    return first;
  }

  get generationSockets(): number {
    return this.upstreams.reduce((sum, { generationSockets }) => sum + generationSockets, 0);
  }

  async metrics(): Promise<MetricsReading> {
    return await MetricsReading.read(this.url);
  }

  /**
   * Returns when the gateway has read all that upstreams wrote before: it reads its sockets in the order in which they
   * became readable, and this request became so later.
   */
  async hasRead(): Promise<void> {
    await (await fetch(`${this.url}/health`)).arrayBuffer();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.gateway[Symbol.asyncDispose]();
    for (const upstream of this.upstreams) await upstream[Symbol.asyncDispose]();
  }
}

/**
 * Probes and scrapes run at the start only, so that every later connection is a client's doing; idle connections are
 * closed soon; and no circuit ever opens, whatever the test does to its clients.
 */
function configuration(upstreams: readonly RawUpstream[], engine: string, top: string): string {
  const replicas = upstreams.map(({ url }) => `"${url}"`).join(', ');
  return `
probe: { interval: 1h, timeout: 1s }
scrape: { interval: 1h, timeout: 1s }
pool: { keepAlive: 200ms }
health: { minSuccessRatio: 0, outlierMargin: 1 }
${top}
models:
  tgi:
    variants:
      baseline: { engine: ${engine}, model: m, replicas: [${replicas}] }
`;
}
