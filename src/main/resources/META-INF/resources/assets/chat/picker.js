// The choice of route or model, and what the page shows before the first message.

import { call } from '../shell/api.js';
import { copyButton } from '../shell/copy.js';
import { announce, byId, el, hasKeyboard } from '../shell/dom.js';
import { Reading, Slot } from '../shell/states.js';
import { ModelChoice } from './model-choice.js';
import { chatModels, isReady, readDetail } from './models.js';

/** @typedef {import('./models.js').Model} Model */

/** How often the page looks whether a model has become ready while none is. */
const RECHECK_MS = 5000;

const EXAMPLES = [
  'Explain in two sentences what a sluice gate does.',
  'Make this friendlier: “Send me the report. Now.”',
  'Suggest five names for a bakery in an old watermill.',
];

const INVITATION =
  'Messages go to /v1/chat/completions, as from any client, and every token appears as ' +
  'it arrives.';
const NO_MODEL =
  'Declare an upstream and a model in sluice.yaml. The file is read again when it changes.';

const message = byId('message', HTMLTextAreaElement);
const [first, beside] = [new ModelChoice('model'), new ModelChoice('beside', 'Nothing')];

/** @type {Model[]} */
let models = [];
let lastList = ''; // as text, so that looking again redraws only what has changed

/** The models that a message goes to: one, or two whose answers stand side by side. */
export const pickedModels = () =>
  [first.value, beside.value].filter((name, i) => i === 0 || name !== '');
export const hasModels = () => models.length > 0;
export const anyReady = () => models.some(isReady);

const examples = el('div');
const slot = new Slot(examples);
byId('welcome').append(slot.element);

const reading = new Reading({
  slot,
  what: 'The models cannot be listed',
  read: async () => {
    try {
      return chatModels(await call('GET', new URL('v1/models', document.baseURI)));
    } catch (failure) {
      take([], 'Not known');
      throw failure;
    }
  },
  show: (listed) => {
    take(listed);
    if (!anyReady()) return showNothingReady();
    if (slot.state === 'shown') return;
    slot.show();
    if (document.activeElement === document.body && hasKeyboard) {
      message.focus({ preventScroll: true });
    }
  },
  every: () => (anyReady() ? undefined : RECHECK_MS),
});

export const loadModels = () => reading.start();

/**
 * @param {Model[]} listed
 * @param {string} [none] what is said if there is none
 */
function take(listed, none = 'None') {
  const list = JSON.stringify([listed, none]);
  if (list === lastList) return;
  lastList = list;
  models = listed;
  first.offer(models, none);
  beside.offer(models, none);
  message.dispatchEvent(new Event('input', { bubbles: true }));
}

/* The space before the first message */

/** @param {string} text */
function example(text) {
  const fill = () => {
    message.value = text;
    message.focus();
    message.dispatchEvent(new Event('input', { bubbles: true }));
  };
  return el('li', {}, el('button', { type: 'button', textContent: text, onclick: fill }));
}

examples.append(
  el('h2', { textContent: 'Send a message' }),
  el('p', { textContent: INVITATION }),
  el('ul', { className: 'examples' }, ...EXAMPLES.map(example)),
);

function showNothingReady() {
  const none = models.length === 0;
  slot.empty(() => {
    const title = none ? 'No model yet' : 'No model is ready';
    announce(`${title}.`);
    return [
      el('h2', { textContent: title }),
      none ? el('p', {}, NO_MODEL) : el('ul', { className: 'unready' }, ...models.map(unready)),
      el('p', { className: 'note' }, 'This page checks again every few seconds.'),
      el('button', { type: 'button', onclick: reading.look }, 'Check now'),
    ];
  }, lastList);
}

/** @param {Model} model */
function unready(model) {
  const { text, command } = readDetail(model);
  return el(
    'li',
    {},
    el('strong', { textContent: model.id }),
    el('p', { textContent: text || 'Not ready.' }),
    command
      ? el('p', { className: 'copyable' }, el('code', {}, command), copyButton(command))
      : null,
  );
}
