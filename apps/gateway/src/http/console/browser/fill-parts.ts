import { morph } from './morph.ts';

/** Puts new HTML of the gateway's own making in the places that it names. */
export function fillParts(parts: Readonly<Record<string, string>>): void {
  for (const [id, html] of Object.entries(parts)) {
    const place = document.getElementById(id);
    if (place === null) continue;
    const template = document.createElement('template');
    template.innerHTML = html;
    morph(place, template.content);
  }
}
