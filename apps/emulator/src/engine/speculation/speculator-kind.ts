/** How tokens are guessed ahead of the target model. */
export type SpeculatorKind = 'none' | 'ngram' | 'mlp' | 'medusa' | 'eagle';

/** Speculators with trained heads: what they guess right is a matter of accuracy tables. `ngram` copies instead. */
export type HeadKind = Exclude<SpeculatorKind, 'none' | 'ngram'>;
