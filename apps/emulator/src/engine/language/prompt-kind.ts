/** What sort of work a prompt asks for: it decides the sort of text, and how well a speculator guesses it. */
export type PromptKind = 'code' | 'chat' | 'extraction' | 'summary' | 'translation' | 'reasoning';

/** First match wins: the order a prompt begins with says more than the words of the text it brings along. */
const SIGNS: readonly (readonly [PromptKind, RegExp])[] = [
  ['translation', /^\W*(?:please )?translat/i],
  ['summary', /^\W*(?:please )?summar/i],
  ['extraction', /^\W*(?:please )?extract/i],
  ['translation', /\btranslate (this|the|these|into|to)\b/i],
  ['summary', /\bsummari[sz]e\b|\bsummary of\b|\btl;?dr\b/i],
  ['extraction', /\bextract (the|all|every|each)\b|\bas JSON\b/i],
  [
    'code',
    /```|\b(python|javascript|typescript|java|golang|rust|c\+\+|sql|postgresql|bash|regex|pytest|refactor|debug)\b|\bin Go\b|\b(function|method|class|script|unit tests?|code)\b.*\b(return|reverse|implement|test|write|take|print|parse)|\b(write|implement)\b.*\b(function|class|script|program|query)\b/i,
  ],
  [
    'reasoning',
    /\bstep by step\b|\b(each|every|show) steps?\b|\breason(ing)?\b|\bprobability\b|\bprove\b|\bhow (many|much)\b.*\d|\bequations?\b/i,
  ],
];

/** Classifies the last turn of a prompt by its visible signs; `chat` when there are none. */
export function promptKind(turn: string): PromptKind {
  return SIGNS.find(([, sign]) => sign.test(turn))?.[0] ?? 'chat';
}
