import type { Config, Model, Variant } from '@slipstream/config';
import type { Method } from '@slipstream/metrics';
import type { Clock, Conclusions } from '../../ports.ts';
import type { RequestFigures } from '../request-figures.ts';
import type { RequestRecord } from '../request-record.ts';
import { comparableControl } from '../comparable-control.ts';
import type { Sink } from '../sink.ts';
import { speedupClaim } from '../speedup-claim.ts';
import type { Arm, SpeedupClaim } from '../speedup-claim.ts';
import { bandOf, conclusionDimensions, inBandOrder, unknownBand } from './bands.ts';
import type { ConclusionDimension } from './bands.ts';
import { concludeRow } from './conclude-row.ts';
import { conclusionSample } from './conclusion-sample.ts';
import { addSample, emptyConclusionSums, mergeConclusionSums, nothingBefore } from './conclusion-sums.ts';
import type { ConclusionSums } from './conclusion-sums.ts';
import type { ConclusionsQuery, ConclusionsReport, ConclusionsRow } from './conclusions-report.ts';
import { UnitMemory } from './unit-memory.ts';

/** Sums with the numbers that units are remembered by. */
interface Cell {
  readonly number: number;
  readonly sums: ConclusionSums;
}

type ByMethod = Map<Method | null, Cell>;

/** Of one variant. Bands are closed sets, so that this does not grow. */
type ByDimension = Readonly<Record<ConclusionDimension, Map<string, ByMethod>>>;

/** The one band of `by=variant`. */
const all = 'all';

/**
 * Running sums by variant, and by each of its bands: O(1) per request, a few microseconds, and nothing is kept of a single one.
 * The four ways of telling apart are summed apart and not as one cube: a unit has requests in several bands, and must count once
 * wherever they are put together.
 */
export class LiveConclusions implements Sink, Conclusions {
  readonly name = 'conclusions';
  readonly #config: () => Config;
  readonly #since: string;
  readonly #models = new Map<string, Map<string, ByDimension>>();
  readonly #units = new UnitMemory();
  #cells = 0;

  constructor(config: () => Config, clock: Pick<Clock, 'wallTime'>) {
    this.#config = config;
    this.#since = new Date(clock.wallTime()).toISOString();
  }

  /** A request for which no replica was asked says nothing of a variant. */
  settle(record: RequestRecord, figures: RequestFigures): void {
    const { decision } = record;
    if (decision === null || figures.lastAttempt === null) return;
    const sample = conclusionSample(record, figures);
    const bands = bandsOf(record, figures);
    const variant = this.#of(decision.model, decision.variant);
    // Where the unit is the request, each one is new.
    const unit = decision.unit === 'request' ? null : this.#units.unit(decision.unitHash);
    for (const dimension of conclusionDimensions) {
      const { number, sums } = this.#cell(variant[dimension], bands[dimension], sample.method);
      addSample(sums, sample, unit?.add(number, sample) ?? nothingBefore);
    }
  }

  read({ model: wanted, by }: ConclusionsQuery): ConclusionsReport {
    const rows: ConclusionsRow[] = [];
    for (const model of this.#config().models.values()) {
      if (wanted !== null && wanted !== model.name) continue;
      for (const variant of model.variants.values()) rows.push(...this.#rows(model, variant, by));
    }
    return { since: this.#since, rows };
  }

  /** The variant against the control that the configuration names for it, over all of their requests. */
  speedup(model: Model, variant: Variant): SpeedupClaim {
    const armOf = (one: Variant): Arm => {
      const sums = this.#anyMethod(model, one, 'variant', all) ?? emptyConclusionSums();
      return { variant: one, sums: sums.joint };
    };
    const control = variant.control === null ? undefined : model.variants.get(variant.control);
    return speedupClaim(armOf(variant), control === undefined ? null : armOf(control));
  }

  #rows(model: Model, variant: Variant, by: ConclusionDimension): readonly ConclusionsRow[] {
    const bands = this.#of(model, variant)[by];
    const control = comparableControl(model, variant);
    const of = { model: model.name, variant, control };
    // A variant that nobody was asked for yet is there all the same, with nothing known of it.
    if (by === 'variant' && bands.size === 0) {
      return [concludeRow({ ...of, band: null, method: null, sums: emptyConclusionSums(), controlSums: null })];
    }
    return inBandOrder(by, bands.keys()).flatMap((band) => {
      const shown = { ...of, band: by === 'variant' ? null : band };
      const controlSums = control === null ? null : this.#anyMethod(model, control, by, band);
      return methods.flatMap((method) => {
        const sums = bands.get(band)?.get(method)?.sums;
        return sums === undefined ? [] : [concludeRow({ ...shown, method, sums, controlSums })];
      });
    });
  }

  /** However their steps were counted: it is a control's pace that is compared. Null where it had no requests in the band. */
  #anyMethod(model: Model, variant: Variant, by: ConclusionDimension, band: string): ConclusionSums | null {
    const cells = [...(this.#of(model, variant)[by].get(band)?.values() ?? [])];
    return cells.length === 0 ? null : cells.map(({ sums }) => sums).reduce(mergeConclusionSums);
  }

  #of(model: Model, variant: Variant): ByDimension {
    const variants = this.#models.get(model.name) ?? new Map<string, ByDimension>();
    this.#models.set(model.name, variants);
    const known = variants.get(variant.name);
    if (known !== undefined) return known;
    const fresh = { variant: new Map(), class: new Map(), length: new Map(), concurrency: new Map() };
    variants.set(variant.name, fresh);
    return fresh;
  }

  #cell(bands: Map<string, ByMethod>, band: string, method: Method | null): Cell {
    let byMethod = bands.get(band);
    if (byMethod === undefined) bands.set(band, (byMethod = new Map()));
    let cell = byMethod.get(method);
    if (cell === undefined) {
      byMethod.set(method, (cell = { number: this.#cells, sums: emptyConclusionSums() }));
      this.#cells += 1;
    }
    return cell;
  }
}

const methods: readonly (Method | null)[] = ['exact', 'derived', 'estimated', null];

function bandsOf(
  record: RequestRecord,
  { tokens, lastAttempt }: RequestFigures,
): Readonly<Record<ConclusionDimension, string>> {
  return {
    variant: all,
    class: record.promptClass ?? unknownBand,
    length: bandOf('length', tokens?.prompt ?? null),
    concurrency: bandOf('concurrency', lastAttempt?.concurrency ?? null),
  };
}
