import type { KeyRow, UsageLine } from '../console-sources.ts';
import { count, unknown } from './format.ts';
import { markup } from './markup.ts';
import type { Markup } from './markup.ts';

export interface KeysData {
  readonly keys: readonly KeyRow[];
  /** Null: nothing is booked. */
  readonly usage: readonly UsageLine[] | null;
  /** Why the ledger cannot be asked; null: it was. */
  readonly away: string | null;
}

/** Who may ask, and what they have used. */
export function keysView({ keys, usage, away }: KeysData): Markup {
  return markup`<div class="title-row"><h1>Keys and usage</h1></div>
    <section class="panel"><h2>Keys</h2>${keys.length === 0 ? markup`<p class="empty">There are no keys: only clients on the gateway’s own machine are served.</p>` : keyTable(keys)}</section>
    <section class="panel"><h2>Usage <span class="faint">last 24 hours</span></h2>${usageTable(usage, away)}</section>`;
}

function keyTable(keys: readonly KeyRow[]): Markup {
  return markup`<div class="table-box" tabindex="0" role="region" aria-label="Keys"><table>
    <thead><tr><th scope="col">Key</th><th scope="col">Role</th><th scope="col">Models</th><th scope="col">Limits</th><th scope="col">Made in</th></tr></thead>
    <tbody>${keys.map(
      ({
        name,
        role,
        models,
        limits,
      }) => markup`<tr><th scope="row"><span class="name" title="${name}">${name}</span></th><td>${role ?? unknown}</td>
        <td>${models === null ? 'all' : models.join(', ')}</td><td>${limits.length === 0 ? 'none' : limits.join('; ')}</td></tr>`,
    )}</tbody></table></div>`;
}

function usageTable(usage: KeysData['usage'], away: string | null): Markup {
  if (away !== null) return markup`<p class="empty">The ledger cannot be asked just now: ${away}</p>`;
  if (usage === null) return markup`<p class="empty">Nothing is booked: database.path is off.</p>`;
  if (usage.length === 0) return markup`<p class="empty">No request was booked in the last 24 hours.</p>`;
  return markup`<div class="table-box" tabindex="0" role="region" aria-label="Usage"><table>
    <thead><tr><th scope="col">Key</th><th scope="col">Model</th><th scope="col" class="number">Requests</th><th scope="col" class="number">Answered</th>
      <th scope="col" class="number">Prompt tokens</th><th scope="col" class="number">Completion tokens</th><th scope="col" class="number">Cost</th></tr></thead>
    <tbody>${usage.map(
      (
        line,
      ) => markup`<tr><th scope="row"><span class="name" title="${line.key ?? ''}">${line.key ?? 'without a key'}</span></th><td>${line.model ?? unknown}</td>
        <td class="number">${count(line.requests)}</td><td class="number">${count(line.ok)}</td><td class="number">${count(line.promptTokens)}</td>
        <td class="number">${count(line.completionTokens)}</td><td class="number">${line.cost === null ? unknown : line.cost.toFixed(4)}</td></tr>`,
    )}</tbody></table></div>`;
}
