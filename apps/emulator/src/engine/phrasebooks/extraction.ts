import type { Phrasebook } from './phrasebook.ts';

export const EXTRACTION: Phrasebook = {
  openings: [
    'Here is the information taken from the text:\n\n```json\n{{\n',
    'The requested fields are:\n\n```json\n{{\n',
  ],
  bodies: [
    '  "{key}": "{fact}",\n',
    '  "{key}": "{fact}",\n  "{key}_source": "{quote}",\n',
    '  "{key}": {{ "value": "{fact}", "text": "{quote}" },\n',
    '  "{list!}": [\n    "{fact}",\n    "{fact}",\n    "{quote}"\n  ],\n',
    '  "{key}": {{ "value": "{fact}", "text": "{quote}" },\n  "{key}": {{ "value": "{fact}", "text": "{quote}" },\n',
    '  "note": "{quote}",\n',
  ],
  closings: [
    '  "complete": true\n}\n```\n\nEverything above is quoted from the text; fields that it does not mention were left out.',
    '  "complete": true\n}\n```\n\nNo other {topic} is named in the text.',
  ],
  joints: [''],
  words: {
    key: ['name', 'date', 'amount', 'sender', 'place', 'number', 'status', 'time', 'reason', 'contact'],
    list: ['items', 'entries', 'values', 'people'],
  },
};
