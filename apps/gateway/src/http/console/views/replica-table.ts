import type { ReplicaRow } from '../console-sources.ts';
import { count, percent, unknown } from './format.ts';
import { markup } from './markup.ts';
import type { Markup } from './markup.ts';

/** The server processes of a model, as probes, answers and scrapes have them. */
export function replicaTable(replicas: readonly ReplicaRow[]): Markup {
  if (replicas.length === 0) return markup`<p class="empty">No replica is configured.</p>`;
  const rows = replicas.map((one) => {
    const [word, tone] = stateOf(one);
    return markup`<tr>
      <th scope="row"><span class="name" title="${one.name}">${one.name}</span></th>
      <td class="name" title="${one.variant}">${one.variant}</td>
      <td><span class="pill is-small tone-${tone}" title="${one.reason ?? ''}">${word}</span> <span class="faint">${one.reason ?? ''}</span></td>
      <td>${one.engine}${one.engineVersion === null ? '' : ` ${one.engineVersion}`}</td>
      <td class="code" title="${one.url}">${one.url}</td>
      <td class="number">${count(one.inFlight)}${one.limit === null ? '' : ` of ${one.limit}`}</td>
      <td class="number">${count(one.running)}</td>
      <td class="number">${count(one.waiting)}</td>
      <td class="number">${one.kvUse === null ? unknown : percent(one.kvUse)}</td>
    </tr>`;
  });
  return markup`<div class="table-box" tabindex="0" role="region" aria-label="Replicas"><table>
    <thead><tr><th scope="col">Replica</th><th scope="col">Variant</th><th scope="col">State</th><th scope="col">Engine</th><th scope="col">Address</th>
      <th scope="col" class="number">In flight</th><th scope="col" class="number">Running</th><th scope="col" class="number">Waiting</th><th scope="col" class="number">KV cache</th></tr></thead>
    <tbody>${rows}</tbody></table></div>`;
}

function stateOf({ ready, circuit }: ReplicaRow): readonly [word: string, tone: string] {
  if (!ready) return ['Not ready', 'bad'];
  if (circuit === 'open') return ['Circuit open', 'bad'];
  return circuit === 'closed' ? ['Ready', 'good'] : ['Half-open', 'ask'];
}
