import type { TailEntry } from '../../../history/request-tail.ts';
import { clockTime, count, duration, ratio, unknown } from './format.ts';
import { markup } from './markup.ts';
import type { Markup } from './markup.ts';

/** The last requests, without a word of what was asked or answered. Rows come at the top as they end. */
export function tailTable(entries: readonly TailEntry[]): Markup {
  return markup`<div class="section-tools needs-script">
      <label>Outcome <select id="tail-outcome"><option value="">all</option><option value="ok">ok</option><option value="failed">not ok</option></select></label>
      <label>Variant <input id="tail-variant" type="search" placeholder="any" autocomplete="off" spellcheck="false"></label>
      <button type="button" class="button is-plain" id="tail-pause" aria-pressed="false">Hold still</button>
      <span class="faint" id="tail-skipped" role="status"></span>
    </div>
    <div class="table-box is-tall" tabindex="0" role="region" aria-label="Live tail"><table class="tail">
    <thead><tr><th scope="col">Ended (UTC)</th><th scope="col">Request</th><th scope="col">Model</th><th scope="col">Variant</th>
      <th scope="col">Replica</th><th scope="col">Outcome</th><th scope="col" class="number">Tokens</th><th scope="col" class="number">Acceleration</th>
      <th scope="col" class="number">TTFT</th><th scope="col" class="number">TPOT</th></tr></thead>
    <tbody id="tail-rows">${tailRows(entries)}</tbody></table>
    <p class="empty" id="tail-empty" ${entries.length === 0 ? '' : markup`hidden`}>No request has ended yet. They appear here as they do.</p></div>`;
}

export function tailRows(entries: readonly TailEntry[]): Markup {
  return markup`${entries.map(
    (entry) => markup`<tr data-variant="${entry.variant ?? ''}" data-outcome="${entry.outcome}">
      <td>${clockTime(entry.endedWallMs)}</td>
      <td class="code" title="${entry.id}">${entry.id}</td>
      <td class="name" title="${entry.model ?? ''}">${entry.model ?? unknown}</td>
      <td class="name" title="${entry.variant ?? ''}">${entry.variant ?? unknown}${entry.reason === null || entry.reason === 'assigned' ? '' : markup` <span class="tag">${entry.reason}</span>`}</td>
      <td class="name" title="${entry.replica ?? ''}">${entry.replica ?? unknown}</td>
      <td><span class="outcome tone-${entry.outcome === 'ok' ? 'good' : 'bad'}">${entry.outcome}</span></td>
      <td class="number">${count(entry.tokens)}</td>
      <td class="number">${ratio(entry.acceleration)}${entry.method === null ? '' : markup` <span class="method">${entry.method}</span>`}</td>
      <td class="number">${duration(entry.ttftMs)}</td>
      <td class="number">${duration(entry.tpotMs)}</td>
    </tr>`,
  )}`;
}
