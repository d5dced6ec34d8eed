// Where an answer came from, in the words of its headers.

import { may } from '../shell/caller.js';
import { el, entries } from '../shell/dom.js';
import { counted } from '../shell/words.js';
import { confidence } from './ladder.js';

/** Route, model, rung and the id of the request, under an answer. */
export class Origin {
  element = el('dl', { className: 'origin' });

  clear() {
    this.element.replaceChildren();
  }

  /**
   * @param {import('./chat.js').Headers} headers
   * @param {string | undefined} said the model's name in the chunks
   * @param {HTMLDetailsElement} [story] of an answer that has ended: it is being recorded
   */
  show(headers, said, story) {
    const window = headers['x-sluice-window'];
    const id = headers['x-request-id'];
    this.element.replaceChildren(
      ...entries([
        ['Route', headers['x-sluice-route']],
        ['Model', headers['x-sluice-model'] ?? said],
        ['Rung', headers['x-sluice-rung']],
        ['Confidence', confidence(headers['x-sluice-confidence'], headers['x-sluice-calibrated'])],
        ['Window', window && `${counted(Number(window), 'token')} held`],
        ['Request', id && story && may('read_figures') ? storyLink(id, story) : id],
      ]),
    );
  }
}

/**
 * The way from an id to what the records tell of it.
 *
 * @param {string} id
 * @param {HTMLDetailsElement} story
 */
function storyLink(id, story) {
  const href = `inferences.html#${id}`;
  const link = el('a', { href, textContent: id, title: 'What happened' });
  link.addEventListener('click', (event) => {
    // With a key held the browser opens the page of the record in a tab or window.
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    story.open = true;
    story.scrollIntoView({ block: 'nearest' });
    story.querySelector('summary')?.focus();
  });
  return link;
}
