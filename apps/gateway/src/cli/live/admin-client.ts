import type { ConclusionsQuery, ConclusionsReport } from '../../metering/conclusions/conclusions-report.ts';
import type { EventShape, RolloutShape } from './rollout-shape.ts';
import { CliError } from '../cli-context.ts';
import { dataOfEvents } from './data-of-events.ts';

export interface AdminAddress {
  /** `http://HOST:PORT` */
  readonly url: string;
  readonly key: string;
}

export interface ExistenceOptions {
  readonly why: string;
  readonly idempotencyKey: string;
}

export interface AskOptions {
  readonly why: string;
  readonly full: boolean;
  readonly expected: { readonly phase?: string | undefined; readonly step?: number | undefined } | null;
  readonly idempotencyKey: string;
}

/** The admin API of one gateway. */
export class AdminClient {
  readonly #address: AdminAddress;

  constructor(address: AdminAddress) {
    this.#address = address;
  }

  async rollouts(): Promise<readonly RolloutShape[]> {
    return (await this.#json<{ rollouts: readonly RolloutShape[] }>('GET', '/rollouts')).rollouts;
  }

  async rollout(name: string): Promise<RolloutShape> {
    return await this.#json('GET', `/rollouts/${encodeURIComponent(name)}`);
  }

  async events(name: string): Promise<readonly EventShape[]> {
    const path = `/rollouts/${encodeURIComponent(name)}/events`;
    return (await this.#json<{ events: readonly EventShape[] }>('GET', path)).events;
  }

  async ask(name: string, verb: string, { idempotencyKey, ...body }: AskOptions): Promise<RolloutShape> {
    const headers = { 'idempotency-key': idempotencyKey };
    return await this.#json('POST', `/rollouts/${encodeURIComponent(name)}/${verb}`, body, headers);
  }

  async conclusions({ model, by }: ConclusionsQuery): Promise<ConclusionsReport> {
    const query = new URLSearchParams({ by, ...(model === null ? {} : { model }) });
    return await this.#json('GET', `/conclusions?${query.toString()}`);
  }

  async create(
    name: string,
    { plan, why, idempotencyKey }: ExistenceOptions & { readonly plan: unknown },
  ): Promise<RolloutShape> {
    return await this.#json('POST', '/rollouts', { name, why, plan }, { 'idempotency-key': idempotencyKey });
  }

  async remove(name: string, { why, idempotencyKey }: ExistenceOptions): Promise<RolloutShape> {
    const path = `/rollouts/${encodeURIComponent(name)}?why=${encodeURIComponent(why)}`;
    return await this.#json('DELETE', path, undefined, { 'idempotency-key': idempotencyKey });
  }

  async pullBrake(why: string): Promise<void> {
    await this.#json('POST', '/brake', { why });
  }

  async releaseBrake(): Promise<void> {
    await this.#json('DELETE', '/brake');
  }

  /** Where it stands, whenever that changes. Ends when the gateway does. */
  async *watch(name: string): AsyncGenerator<RolloutShape> {
    const response = await this.#fetch('GET', `/rollouts/${encodeURIComponent(name)}/status?watch`);
    if (response.body === null) return;
    for await (const data of dataOfEvents(response.body)) {
      if (data !== '') yield JSON.parse(data) as RolloutShape;
    }
  }

  async #json<T>(method: string, path: string, body?: object, headers: Record<string, string> = {}): Promise<T> {
    return (await (await this.#fetch(method, path, body, headers)).json()) as T;
  }

  async #fetch(method: string, path: string, body?: object, headers: Record<string, string> = {}): Promise<Response> {
    const { url, key } = this.#address;
    const sent = { ...headers, authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    const text = body === undefined ? null : JSON.stringify(body);
    const response = await fetch(`${url}/api/v1${path}`, { method, headers: sent, body: text }).catch(
      (error: unknown) => {
        const cause = error instanceof Error ? error.cause : error;
        throw new CliError(
          `The admin API at ${url} cannot be reached: ${String((cause as Error | undefined)?.message ?? cause)}.`,
        );
      },
    );
    if (response.ok) return response;
    const answer = (await response.json().catch(() => null)) as { error?: { message?: string } } | null;
    throw new CliError(answer?.error?.message ?? `The admin API at ${url} answered ${response.status}.`);
  }
}
