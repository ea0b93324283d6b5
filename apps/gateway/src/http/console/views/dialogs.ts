import { markup } from './markup.ts';

/** Asks before anything is done. Filled by act-dialog.ts from the button that opened it. */
export const actDialog = markup`<dialog id="act" aria-labelledby="act-title" aria-describedby="act-says"><form method="dialog">
  <h2 id="act-title"></h2><p id="act-says"></p>
  <label for="act-why">Why <span class="faint">for the audit log</span></label>
  <input id="act-why" maxlength="500" autocomplete="off">
  <div id="act-typed" hidden><label for="act-name">Type <b id="act-wanted"></b> to go on</label><input id="act-name" autocomplete="off" spellcheck="false"></div>
  <p class="problem" id="act-problem" role="alert" hidden></p>
  <p class="faint" id="act-at"></p>
  <div class="dialog-actions"><button type="button" class="button is-plain" id="act-cancel">Cancel</button><button type="submit" class="button" id="act-do"></button></div>
</form></dialog>`;

export const shortcutsDialog = markup`<dialog id="shortcuts-list" aria-labelledby="shortcuts-title"><form method="dialog">
  <h2 id="shortcuts-title">Shortcuts</h2>
  <dl class="shortcuts">
    <div><dt><kbd>j</kbd> <kbd>k</kbd></dt><dd>next, previous model or rollout</dd></div>
    <div><dt><kbd>p</kbd></dt><dd>pause or resume</dd></div>
    <div><dt><kbd>r</kbd></dt><dd>roll back</dd></div>
    <div><dt><kbd>h</kbd></dt><dd>hold the live tail still</dd></div>
    <div><dt><kbd>t</kbd></dt><dd>light or dark</dd></div>
    <div><dt><kbd>?</kbd></dt><dd>this list</dd></div>
  </dl>
  <div class="dialog-actions"><button class="button is-plain">Close</button></div>
</form></dialog>`;
