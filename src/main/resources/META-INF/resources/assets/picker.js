// Which route or model is asked, and what stands on the page before the first message.

import { getJson } from './chat.js';
import { announce, byId, copy, el, hasKeyboard, remember } from './dom.js';
import { apiKey, askForKey } from './key.js';
import { chatModels, isReady, isRoute, readDetail } from './models.js';

const MODELS_URL = new URL('v1/models', document.baseURI).href;

/** How often the page looks whether a model has become ready while none is. */
const RECHECK_MS = 5000;

const EXAMPLES = [
  'Explain in two sentences what a sluice gate does.',
  'Make this friendlier: “Send me the report. Now.”',
  'Suggest five names for a bakery in an old watermill.',
];

const chosenModel = remember('localStorage', 'sluice.model');
const [welcome, message, select, modelNote] = ['welcome', 'message', 'model', 'model-note'].map(byId);

let models = [];
let recheck;
let lastList; // as text, so that looking again redraws only what has changed

export const pickedModel = () => select.value;
export const hasModels = () => models.length > 0;
export const anyReady = () => models.some(isReady);

export async function loadModels() {
  clearTimeout(recheck);
  try {
    models = chatModels(await getJson(MODELS_URL, apiKey()));
  } catch (failure) {
    if (failure.status === 401) return askForKey(failure, loadModels);
    models = [];
    lastList = undefined;
    showModels();
    return showWelcome('The models cannot be listed', el('p', { textContent: failure.message }), tryAgain());
  }
  if (!anyReady()) recheck = setTimeout(loadModels, RECHECK_MS);
  const list = JSON.stringify(models);
  if (list === lastList) return;
  lastList = list;
  showModels();
  if (anyReady()) showExamples();
  else showNothingReady();
}

function showModels() {
  const option = (model) => new Option(isReady(model) ? model.id : `${model.id} (not ready)`, model.id);
  const routes = models.filter(isRoute);
  const others = models.filter((model) => !isRoute(model));
  const group = (label, members) => (members.length > 0 ? [el('optgroup', { label }, ...members.map(option))] : []);
  const wanted = select.value;
  select.replaceChildren(...(routes.length > 0 ? [...group('Routes', routes), ...group('Models', others)] : others.map(option)));
  select.disabled = models.length === 0;
  if (select.disabled) select.append(new Option('None'));
  const pick = [wanted, chosenModel.get()].find((id) => models.some((model) => model.id === id && isReady(model)));
  if (models.length > 0) select.value = pick ?? models[0].id;
  showModelNote();
  select.dispatchEvent(new Event('input', { bubbles: true }));
}

function showModelNote() {
  const model = models.find(({ id }) => id === select.value);
  modelNote.textContent = model ? readDetail(model).text : '';
  modelNote.classList.toggle('warm', Boolean(model) && !isReady(model));
}

/* The space before the first message */

function showWelcome(title, ...content) {
  welcome.replaceChildren(el('h2', { textContent: title }), ...content);
}

function showExamples() {
  const fill = (text) => () => {
    message.value = text;
    message.focus();
    message.dispatchEvent(new Event('input', { bubbles: true }));
  };
  showWelcome(
    'Send something through',
    el('p', { textContent: 'A message goes to /v1/chat/completions as any client would send it, and every token shows as it arrives.' }),
    el('ul', { className: 'examples' }, ...EXAMPLES.map((text) => el('li', {}, el('button', { type: 'button', textContent: text, onclick: fill(text) })))),
  );
  if (document.activeElement === document.body && hasKeyboard) message.focus({ preventScroll: true });
}

function showNothingReady() {
  const item = (model) => {
    const { text, command } = readDetail(model);
    return el('li', {}, el('strong', { textContent: model.id }), el('p', { textContent: text || 'Not ready.' }), command ? shellCommand(command) : null);
  };
  const none = models.length === 0;
  showWelcome(
    none ? 'No model yet' : 'No model is ready',
    none ? el('p', { textContent: 'Declare an upstream and a model in sluice.yaml. The file is read again when it changes.' }) : el('ul', { className: 'unready' }, ...models.map(item)),
    el('p', { className: 'note', textContent: 'This page looks again every few seconds.' }),
    tryAgain('Look now'),
  );
  announce(none ? 'No model yet.' : 'No model is ready.');
}

function shellCommand(command) {
  const button = el('button', { type: 'button', className: 'link', textContent: 'Copy' });
  button.onclick = () => copy(command, button);
  return el('p', { className: 'copyable' }, el('code', { textContent: command }), button);
}

const tryAgain = (textContent = 'Try again') => el('button', { type: 'button', textContent, onclick: loadModels });

select.addEventListener('change', () => {
  chosenModel.set(select.value);
  showModelNote();
});
