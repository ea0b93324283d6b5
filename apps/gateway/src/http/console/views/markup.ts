import type { html } from 'hono/html';

/**
 * HTML made by the `html` template of Hono, which escapes all that is put into it and is not itself such a template: text, attribute
 * values in quotes. No other way leads into a page.
 */
export type Markup = ReturnType<typeof html>;

export { html as markup } from 'hono/html';

/** As text, for what is sent piece by piece. */
export async function textOf(made: Markup): Promise<string> {
  return String(await made);
}
