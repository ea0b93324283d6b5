import type { Phrasebook } from './phrasebook.ts';

export const SUMMARY: Phrasebook = {
  openings: [
    'Here is a short summary:\n\nThe text says that {quote}.',
    'In brief: {quote}.',
    'The main point is that {quote}, and the rest explains why.',
  ],
  bodies: [
    'It adds that {quote}.',
    'According to the text, {quote}, which is the {weight} part of it.',
    'The author notes that {quote}, and that {quote}.',
    'It also mentions {fact} and says that {quote}.',
    'As for {subject}, the text states that {quote}.',
    'A {weight} detail is that {quote}.',
    'In short, {quote}, and nothing more is said about {subject}.',
    '\n- **{Heading}**: {quote}.\n',
    '\n- **{Heading}**: {quote}, as described for {subject}.\n',
    'What remains {open} is how {subject} will go on.',
    'Taken together, this shows that {subject} is the {weight} matter here: {quote}.',
    'The passage closes by saying that {quote}.',
  ],
  closings: [
    'Overall, the text is about {subject} and what follows from it.',
    'That is the essence of it: {quote}.',
    'In one line: {subject} comes first, and {quote}.',
  ],
  joints: [' ', ' ', '\n\n', '\n'],
  words: {
    weight: ['main', 'central', 'key', 'most important', 'notable', 'practical'],
    open: ['open', 'unclear', 'to be decided', 'unsaid'],
    Heading: ['Main point', 'Background', 'Result', 'Next step', 'Reason', 'Detail'],
  },
};
