type Labels = Readonly<Record<string, string>>;

/** One level of look-up per label: to the next level, or from the last label to the series. */
type Level<S> = Map<string | undefined, Level<S> | S>;

/**
 * The series of one family by the values of their labels. Found by one look-up per label, without making a text of them
 * first, which is what a registry usually does and what made its counters the dearest part of a request.
 */
export class SeriesByLabels<S extends object> {
  readonly #names: readonly string[];
  readonly #create: (labels: Labels) => S;
  readonly #series: S[] = [];
  readonly #root: Level<S> = new Map();

  /** @param names in any order; at least one, or the family has one series only. */
  constructor(names: readonly string[], create: (labels: Labels) => S) {
    this.#names = names;
    this.#create = create;
  }

  /** In the order in which they came. */
  get all(): readonly S[] {
    return this.#series;
  }

  /** @throws Error for a label that the family does not have. */
  find(labels: Labels): S {
    let level = this.#root;
    const last = this.#names.length - 1;
    for (let index = 0; index < last; index += 1) {
      const value = labels[this.#names[index] ?? ''];
      let next = level.get(value);
      if (!(next instanceof Map)) level.set(value, (next = new Map()));
      level = next;
    }
    const value = last < 0 ? undefined : labels[this.#names[last] ?? ''];
    const known = level.get(value);
    if (known !== undefined && !(known instanceof Map)) return known;
    return this.#add(level, value, labels);
  }

  #add(level: Level<S>, value: string | undefined, labels: Labels): S {
    const unknown = Object.keys(labels).find((name) => !this.#names.includes(name));
    if (unknown !== undefined) throw new Error(`there is no label "${unknown}"; there are ${this.#names.join(', ')}`);
    const series = this.#create({ ...labels });
    level.set(value, series);
    this.#series.push(series);
    return series;
  }
}
