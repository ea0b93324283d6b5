const tasks = [
  'Explain in two sentences what a SUBJECT is.',
  'Write a short Python function named after the word SUBJECT that returns a greeting.',
  'List five things that have to do with a SUBJECT, one per line.',
  'Translate into French: the SUBJECT stood in the rain all night.',
  'Write a haiku about a SUBJECT.',
  'Answer with yes or no, then say why: can a SUBJECT be carried by one person?',
  'Give a JSON object with the keys name and use for a SUBJECT.',
  'Continue the story: when she opened the door, there was a SUBJECT.',
] as const;

const subjects = [
  'bridge',
  'lantern',
  'river',
  'violin',
  'compass',
  'window',
  'harbour',
  'kettle',
  'ladder',
  'mirror',
  'orchard',
  'pencil',
  'quarry',
  'rope',
  'saddle',
  'telescope',
  'umbrella',
  'valley',
  'wheel',
  'anchor',
  'barrel',
  'candle',
  'drum',
  'engine',
  'feather',
  'garden',
  'hammer',
  'island',
  'jacket',
  'kite',
  'loom',
] as const;

/** The n-th prompt of our own: short, of several kinds, and 248 of them before one comes again. */
export function greedyPrompt(n: number): string {
  const task = tasks[n % tasks.length] ?? tasks[0];
  // Numbers without a common divisor: every task meets every subject.
  return task.replace('SUBJECT', subjects[n % subjects.length] ?? subjects[0]);
}
