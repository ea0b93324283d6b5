/** What the last speaker said, freed of the chat template around it. */
export interface PromptText {
  readonly whole: string;
  /** The text to work on where the prompt brings one (after a colon or an empty line), else the whole. */
  readonly material: string;
}

const TURN_HEADERS = /<\|start_header_id\|>[a-z]+<\|end_header_id\|>/g;
const SPECIALS = /<\|[a-z_]+\|>|<\/?s>|\[\/?INST\]/;

/** Reads the last turn out of a templated prompt (Llama-3's and Mistral's marks; a bare prompt is its own turn). */
export function readPromptText(prompt: string): PromptText {
  const turns = prompt
    .replace(TURN_HEADERS, '<s>')
    .split(SPECIALS)
    .map((turn) => turn.trim())
    .filter((turn) => turn !== '');
  const whole = turns.at(-1) ?? '';
  return { whole, material: materialOf(whole) };
}

function materialOf(whole: string): string {
  const border = /\n\s*\n|:\s/.exec(whole);
  if (border === null) return whole;
  const material = whole.slice(border.index + border[0].length).replace(/^Text:\s*/, '');
  return material.length * 3 >= whole.length ? material : whole;
}
