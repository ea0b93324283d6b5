import type { PhaseName } from '../../../rollout/core/phase.ts';

/** How a state looks: `live` is under way, `ask` wants a human. */
export type Tone = 'idle' | 'live' | 'good' | 'bad' | 'ask';

/** Each phase in a word, and how it looks. */
export const phaseWords: Readonly<Record<PhaseName, { readonly word: string; readonly tone: Tone }>> = {
  absent: { word: 'Deleted', tone: 'idle' },
  planned: { word: 'Planned', tone: 'idle' },
  ready: { word: 'Waiting', tone: 'idle' },
  warming: { word: 'Warming up', tone: 'live' },
  running: { word: 'Running', tone: 'live' },
  deciding: { word: 'Deciding', tone: 'live' },
  promoting: { word: 'Promoting', tone: 'live' },
  paused: { word: 'Paused', tone: 'ask' },
  promoted: { word: 'Promoted', tone: 'good' },
  rolled_back: { word: 'Rolled back', tone: 'bad' },
  no_benefit: { word: 'No benefit', tone: 'ask' },
  expired: { word: 'Expired', tone: 'idle' },
};
