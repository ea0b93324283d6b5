import type { Config, Replica } from '@slipstream/config';
import { authorization } from './header-policy.ts';

/** The engines' own keys, for probes and scrapes: they carry the same one as generations do. */
export class EngineKeys {
  readonly #headers = new WeakMap<Replica, Readonly<Record<string, string>>>();

  /** Before anybody asks a replica of this configuration. */
  learn(config: Config): void {
    for (const { variants } of config.models.values()) {
      for (const { replicas, apiKey } of variants.values()) {
        for (const replica of replicas) this.#headers.set(replica, authorization(apiKey));
      }
    }
  }

  headersFor(replica: Replica): Readonly<Record<string, string>> {
    return this.#headers.get(replica) ?? {};
  }
}
