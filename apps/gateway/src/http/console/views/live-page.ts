import type { AdminKey } from '@slipstream/config';
import type { TailEntry } from '../../../history/request-tail.ts';
import type { Subject } from '../page/subject.ts';
import { actDialog, shortcutsDialog } from './dialogs.ts';
import { markup } from './markup.ts';
import type { Markup } from './markup.ts';
import { tailTable } from './tail-table.ts';

/** Parts of a page that change by themselves, by the id of the element that they fill. */
export type Fragments = Readonly<Record<string, Markup>>;

export interface FrameParts {
  readonly key: AdminKey;
  readonly token: string;
  /** Null: of no rollout and no model. */
  readonly subject: Subject | null;
  readonly fragments: Fragments;
  readonly main: Markup;
  /** Of the newest request in the tail. */
  readonly tailSequence: number;
}

/** What is around every page of somebody who is signed in. */
export function frame({ key, token, subject, fragments, main, tailSequence }: FrameParts): Markup {
  const stream = subject === null ? '' : `?${subject.kind}=${encodeURIComponent(subject.name)}`;
  return markup`<body data-stream="/console/stream${stream}" data-tail="${tailSequence}" data-token="${token}">
<a class="skip" href="#main">Skip to the figures</a>
<div class="app">
  <aside class="side">
    <p class="brand"><a href="/console"><span class="brand-mark" aria-hidden="true"></span>Slipstream</a></p>
    <nav aria-label="Models and rollouts" id="live-nav">${fragments['live-nav'] ?? ''}</nav>
    <div class="side-foot">
      <a href="/console/keys" ${subject === null ? markup`aria-current="page"` : ''}>Keys and usage</a>
      ${key.role === 'viewer' ? '' : brakeButton}
      <div class="side-tools needs-script"><button type="button" class="link" id="theme" aria-label="Change between light and dark">Theme</button><button type="button" class="link" id="shortcuts">Shortcuts</button></div>
      <form method="post" action="/console/sign-out"><input type="hidden" name="token" value="${token}"><span class="who" title="${key.name}">${key.name} <span class="faint">${key.role}</span></span><button class="link" type="submit">Sign out</button></form>
    </div>
  </aside>
  <main id="main" tabindex="-1">
    <div class="banner tone-ask is-lost" id="lost" role="alert" hidden><p><b>No connection to the gateway.</b> <span id="lost-words">Figures are old; trying again.</span></p></div>
    <div id="live-banners">${fragments['live-banners'] ?? ''}</div>
    ${main}
  </main>
</div>
${actDialog}${shortcutsDialog}
</body>`;
}

const brakeButton = markup`<button type="button" class="button is-danger needs-script" data-act="brake" data-label="Pull the brake"
  data-says="All rollouts of this gateway give everything to their controls at once, and are rolled back." data-look="danger" data-typed="false">Brake</button>`;

/** A model or a rollout. */
export function livePage(subject: Subject, fragments: Fragments, tail: readonly TailEntry[]): Markup {
  const live = (id: string): Markup => markup`<div id="${id}">${fragments[id] ?? ''}</div>`;
  const isRollout = subject.kind === 'rollout';
  return markup`<div class="head"><div id="live-head">${fragments['live-head'] ?? ''}</div>${live('live-actions')}</div>
    ${isRollout ? markup`<section class="panel" aria-label="Steps">${live('live-steps')}</section>` : ''}
    <section aria-label="Variants">${live('live-variants')}</section>
    ${charts}
    ${isRollout ? markup`<section class="panel" aria-label="Checks"><h2>Checks</h2>${live('live-checks')}</section>` : ''}
    <section class="panel" aria-label="Where acceleration dies"><h2>Where acceleration dies</h2>${live('live-breakdown')}</section>
    <section class="panel" aria-label="Replicas"><h2>Replicas</h2>${live('live-replicas')}</section>
    <section class="panel" aria-label="Live tail"><h2>Live tail</h2>${tailTable(tail)}</section>
    ${isRollout ? markup`<section class="panel" aria-label="Audit log"><h2>Audit log</h2>${live('live-log')}</section>` : ''}`;
}

function chart(name: string, title: string, says: string): Markup {
  return markup`<figure class="chart panel" data-chart="${name}"><figcaption><span>${title}</span> <span class="faint">${says}</span></figcaption>
    <div class="canvas" role="img" aria-label="${title} over time"></div><ul class="key"></ul></figure>`;
}

const charts = markup`<section aria-label="Over time" class="charts needs-script">
  <div class="section-tools"><h2>Over time</h2><div class="segments" role="group" aria-label="Window">
    <button type="button" data-window="300" aria-pressed="false">5 min</button><button type="button" data-window="900" aria-pressed="true">15 min</button><button type="button" data-window="3600" aria-pressed="false">1 h</button></div></div>
  <div class="chart-grid">
    ${chart('speedup', 'Speed-up', 'over the control, 95 % at any look')}
    ${chart('acceleration', 'Acceleration', 'tokens per forward pass, last minute, 95 %')}
    ${chart('tpot', 'TPOT', 'ms per token, last minute')}
    ${chart('ttft', 'TTFT', 'ms to the first token, last minute')}
    ${chart('share', 'Share of requests', 'last minute; dashed: as decided')}
  </div></section>
  <noscript><p class="panel empty">Charts over time and actions take script. All figures here are as of when the page was loaded.</p></noscript>`;
