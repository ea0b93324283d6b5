import type { SamplePart } from '../../ports.ts';
import type { RolloutStore } from '../rollout-store.ts';
import { noSamples } from './epoch-samples.ts';
import type { EpochSamples } from './epoch-samples.ts';
import { mergeSamples } from './merge-samples.ts';
import { samplesOf } from './sample-parts.ts';

interface EpochParts {
  /** By gateway and name of the part. */
  readonly gateways: Map<string, Map<string, SamplePart>>;
  /** Of all gateways but the own one; null: to be added up. */
  others: EpochSamples | null;
}

/** What is kept of one run, of all gateways and of their earlier lives: read as it changes, and added up. */
export class SharedSamples {
  readonly #rollout: string;
  readonly #run: number;
  readonly #ownGateway: string;
  readonly #epochs = new Map<number, EpochParts>();
  #upTo = 0;

  constructor(rollout: string, run: number, ownGateway: string) {
    this.#rollout = rollout;
    this.#run = run;
    this.#ownGateway = ownGateway;
  }

  isOf(rollout: string, run: number): boolean {
    return rollout === this.#rollout && run === this.#run;
  }

  /** By epoch. `own`: what this gateway has in memory still, which is newer than what is kept of it. */
  async read(store: RolloutStore, own: ReadonlyMap<number, EpochSamples>): Promise<ReadonlyMap<number, EpochSamples>> {
    const { parts, upTo } = await store.samples(this.#rollout, this.#run, this.#upTo);
    for (const part of parts) this.#put(part);
    this.#upTo = upTo;
    const all = new Map(own);
    for (const [number, epoch] of this.#epochs) {
      epoch.others ??= addedUp(epoch, (gateway) => gateway !== this.#ownGateway);
      const mine = own.get(number) ?? addedUp(epoch, (gateway) => gateway === this.#ownGateway);
      all.set(number, mergeSamples(epoch.others, mine));
    }
    return all;
  }

  #put(part: SamplePart): void {
    const epoch = this.#epochs.get(part.epoch) ?? {
      gateways: new Map<string, Map<string, SamplePart>>(),
      others: null,
    };
    const named = epoch.gateways.get(part.gateway) ?? new Map<string, SamplePart>();
    epoch.gateways.set(part.gateway, named.set(part.part, part));
    if (part.gateway !== this.#ownGateway) epoch.others = null;
    this.#epochs.set(part.epoch, epoch);
  }
}

function addedUp({ gateways }: EpochParts, isMeant: (gateway: string) => boolean): EpochSamples {
  const meant = [...gateways].filter(([gateway]) => isMeant(gateway));
  return meant.flatMap(([, named]) => samplesOf([...named.values()]) ?? []).reduce(mergeSamples, noSamples());
}
