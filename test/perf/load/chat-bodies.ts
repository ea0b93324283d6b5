/** The public name under which every subject is asked; those that know no models pass it on. */
export const publicModel = 'llama-3-8b';

const prompt =
  'You are a careful assistant. Explain in a few sentences how speculative decoding lets a large language model emit ' +
  'several tokens per forward pass, what the draft model costs, and why the answers stay the same. ';

/** About half a kilobyte, as a short chat has. */
export function wholeChat(): string {
  return chat(prompt.repeat(2), { max_tokens: 250, temperature: 0.7 });
}

export function streamedChat(order: { readonly events: number; readonly everyMs: number }): string {
  const words = `${prompt}[events=${order.events} every=${order.everyMs}]`;
  return chat(words, { max_tokens: order.events, temperature: 0.7, stream: true });
}

/** Messages that a careless copy would change: escapes, signs beyond ASCII, a number with all its digits. */
export const echoMessages: readonly unknown[] = [
  { role: 'system', content: '[echo] tab\t, quote ", backslash \\, line\n' },
  { role: 'user', content: 'Grüße, 数, 🚀, \u2028 and "model": "another"', weight: 1.0000000000000002 },
];

export function echoChat(): string {
  return JSON.stringify({ model: publicModel, messages: echoMessages });
}

function chat(content: string, options: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ model: publicModel, messages: [{ role: 'user', content }], ...options });
}
