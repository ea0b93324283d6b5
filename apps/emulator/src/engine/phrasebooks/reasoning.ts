import type { Phrasebook } from './phrasebook.ts';

export const REASONING: Phrasebook = {
  openings: [
    'Let us work through this step by step, starting from what is given: {quote}.',
    'To solve this, first write down what we know. We are told: {quote}.',
    "Let's take the problem apart. The statement says: {quote}.",
  ],
  bodies: [
    '**Step {count}.** Let {letter!} stand for the {unknown!}, so that {letter!} + {given} = {number}.',
    '**Step {count}.** From the {source} it follows that {letter!} = {number} − {given}.',
    '**Step {count}.** Now put {letter!} = {number} into the {source}: {number} × {given} = {number}.',
    '**Step {count}.** Since the {unknown!} cannot be {limit}, only {number} remains.',
    'This means that the {unknown!} is {relation} {number}, because {letter!} is {relation} {given}.',
    'So far we have used the {source}, and what is left is {letter!} = {number} ÷ {given}.',
    'Adding both sides gives {number} + {number} = {number}, which agrees with the {source}.',
    'Suppose instead that {letter!} were {limit}. Then the {source} would fail, so this case is impossible.',
    'To check it: {number} − {given} = {number}, and {number} ÷ {number} = {letter!}.',
    'Notice that {given} was counted twice, so we subtract it once: {number} − {given} = {number}.',
    'Therefore {letter!} must be {relation} {number}, and the {source} holds.',
    'In other words, each {unit} adds {number} to the {unknown!} and takes {given} away.',
  ],
  closings: [
    '**Answer:** the {unknown!} is {number}.',
    'Therefore the {unknown!} is {number}, which is what we wanted to show.',
    'So the final answer is {letter!} = {number}.',
  ],
  joints: ['\n\n', '\n\n', ' '],
  words: {
    letter: ['x', 'n', 't', 'a', 'm'],
    unknown: ['total', 'number', 'time', 'amount', 'share', 'result'],
    source: ['first condition', 'second condition', 'equation above', 'definition', 'last line', 'statement'],
    number: ['2', '3', '4', '6', '8', '10', '12', '15', '18', '20', '24', '36', '48', '60', '75', '90', '120'],
    relation: ['equal to', 'at least', 'at most', 'greater than', 'less than'],
    limit: ['zero', 'negative', 'odd', 'larger than the total', 'both at once'],
    unit: ['hour', 'day', 'step', 'case', 'pair', 'round'],
  },
};
