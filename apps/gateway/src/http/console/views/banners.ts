import type { AdminRole } from '@slipstream/config';
import type { BrakePull } from '../../../rollout/brake.ts';
import { markup } from './markup.ts';
import type { Markup } from './markup.ts';

/** What overrides everything else on the page. */
export function banners(state: {
  readonly brake: BrakePull | null;
  /** Why the store of rollouts cannot be reached; null: it can. */
  readonly away: string | null;
  readonly role: AdminRole;
}): Markup {
  const { brake, away, role } = state;
  return markup`${
    brake === null
      ? ''
      : markup`<div class="banner tone-bad" role="alert"><p><b>The brake is on.</b> Every rollout of this gateway gives everything to its control. Pulled by ${brake.by}: ${brake.why}</p>
        ${role === 'admin' && brake.by !== 'file' ? releaseButton : ''}</div>`
  }${
    away === null
      ? ''
      : markup`<div class="banner tone-ask" role="alert"><p><b>The store of rollouts is away.</b> The last splits stay in force and nothing is decided. ${away}</p></div>`
  }`;
}

const releaseButton = markup`<button type="button" class="button is-plain needs-script" data-act="release" data-label="Release the brake"
  data-says="Rollouts may be started again; none goes on by itself." data-look="primary" data-typed="false">Release</button>`;
