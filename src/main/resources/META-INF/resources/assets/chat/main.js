// The conversation and its controls. lane.js has a request and its answer, turn.js how that looks.

import '../shell/page.js';
import { copy, curlCommand } from '../shell/copy.js';
import { announce, byId, hasKeyboard } from '../shell/dom.js';
import { askForKey } from '../shell/key-card.js';
import { apiKey } from '../shell/key.js';
import { remember } from '../shell/storage.js';
import { Exchange } from './exchange.js';
import { CHAT_URL } from './lane.js';
import { anyReady, hasModels, loadModels, pickedModels } from './picker.js';

const coloured = remember('localStorage', 'sluice.probabilities');

const [welcome, turns, composer, latest] = ['welcome', 'turns', 'composer', 'latest'].map((id) =>
  byId(id),
);
const [send, stop, clear, curl] = ['send', 'stop', 'clear', 'curl'].map((id) =>
  byId(id, HTMLButtonElement),
);
const message = byId('message', HTMLTextAreaElement);
const settings = byId('settings', HTMLFormElement);
const options = byId('options', HTMLDetailsElement);
const probabilities = byId('probabilities', HTMLInputElement);

/** @type {Exchange[]} oldest first */
let exchanges = [];

const running = () => exchanges.flatMap((exchange) => exchange.running);

/* Conversation */

/**
 * The request of a model for a prompt after the exchanges before it; those that it has no answer
 * to are left out.
 *
 * @param {string} model
 * @param {number} lane
 * @param {string} prompt
 * @param {Exchange[]} before
 */
function requestBody(model, lane, prompt, before) {
  const system = byId('system', HTMLTextAreaElement).value.trim();
  const temperature = byId('temperature', HTMLInputElement).valueAsNumber;
  const maxTokens = byId('max-tokens', HTMLInputElement).valueAsNumber;
  return {
    model,
    messages: [
      ...(system ? [{ role: 'system', content: system }] : []),
      ...before
        .filter((exchange) => exchange.answer(lane))
        .flatMap((exchange) => [
          { role: 'user', content: exchange.prompt },
          { role: 'assistant', content: exchange.answer(lane) },
        ]),
      { role: 'user', content: prompt },
    ],
    ...(Number.isNaN(temperature) ? {} : { temperature }),
    ...(Number.isNaN(maxTokens) ? {} : { max_tokens: maxTokens }),
    ...(probabilities.checked ? { logprobs: true } : {}),
    stream: true,
    stream_options: { include_usage: true },
  };
}

function settingsAreValid() {
  if (settings.checkValidity()) return true;
  options.open = true;
  return settings.reportValidity();
}

function submit() {
  const prompt = message.value.trim();
  const busy = running().length > 0;
  if (busy || !prompt || send.disabled || !settingsAreValid()) return message.focus();
  exchanges.at(-1)?.close();
  const exchange = new Exchange(prompt, pickedModels(), {
    bodyFor: ({ model, index }) =>
      requestBody(model, index, prompt, exchanges.slice(0, exchanges.indexOf(exchange))),
    following,
    changed: refreshButtons,
    again,
    locked,
  });
  exchanges.push(exchange);
  welcome.hidden = true;
  turns.append(exchange.element);
  message.value = '';
  exchange.lanes.forEach((lane) => lane.run());
  followEnd();
}

/**
 * With the model that is chosen now: another one may be the remedy.
 *
 * @param {import('./lane.js').Lane} lane
 */
function again(lane) {
  if (lane.running || !settingsAreValid()) return;
  message.focus();
  lane.model = pickedModels()[lane.index] ?? lane.model;
  lane.run();
}

/** @type {Set<import('./lane.js').Lane>} */
const waiting = new Set();

/**
 * Asks for a key once, however many lanes need it.
 *
 * @param {import('./lane.js').Lane} lane
 * @param {Error} failure
 */
function locked(lane, failure) {
  waiting.add(lane);
  askForKey(failure, () => {
    const lanes = exchanges.flatMap((exchange) => exchange.lanes.filter((of) => waiting.has(of)));
    waiting.clear();
    lanes.forEach(again);
  });
}

function refreshButtons() {
  const flowing = running().length;
  const focusIsHidden = document.activeElement === (flowing ? send : stop);
  send.hidden = flowing > 0;
  stop.hidden = flowing === 0;
  stop.textContent = flowing > 1 ? 'Stop both' : 'Stop';
  if (focusIsHidden) (hasKeyboard ? message : flowing ? stop : send).focus();
  send.disabled = !anyReady();
  clear.disabled = exchanges.length === 0;
  const several = pickedModels().length > 1 || exchanges.some(({ lanes }) => lanes.length > 1);
  document.body.classList.toggle('wide', several);
  curl.disabled = !hasModels() || (exchanges.length === 0 && !message.value.trim());
}

/* Following the end of the text, unless the reader has scrolled away from it */

const scroller = document.scrollingElement ?? document.documentElement;
const atEnd = () => scroller.scrollHeight - scroller.scrollTop - innerHeight < 80;

function followEnd() {
  requestAnimationFrame(() =>
    scroller.scrollTo({ top: scroller.scrollHeight, behavior: 'instant' }),
  );
}

/** @param {() => void} change */
function following(change) {
  const follow = atEnd();
  change();
  if (follow) followEnd();
}

const showLatest = () => (latest.hidden = exchanges.length === 0 || atEnd());
addEventListener('scroll', showLatest, { passive: true });
latest.addEventListener('click', () => {
  followEnd();
  message.focus();
});

/* Controls */

composer.addEventListener('submit', (event) => {
  event.preventDefault();
  submit();
});

settings.addEventListener('submit', (event) => event.preventDefault());

addEventListener('input', refreshButtons);
message.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  submit();
});

addEventListener('keydown', (event) => {
  const flowing = running();
  if (event.key !== 'Escape' || flowing.length === 0 || event.isComposing) return;
  event.preventDefault();
  flowing.forEach((lane) => lane.stop());
});

// The second click of a double click on Send lands on Stop, which has replaced it.
stop.addEventListener('click', (event) => {
  if (event.detail < 2) running().forEach((lane) => lane.stop());
});

clear.addEventListener('click', () => {
  exchanges.forEach((exchange) => exchange.drop());
  exchanges = [];
  turns.replaceChildren();
  welcome.hidden = false;
  latest.hidden = true;
  refreshButtons();
  message.focus();
  announce('Conversation cleared.');
});

curl.addEventListener('click', () => {
  const draft = message.value.trim();
  const bodies = draft
    ? pickedModels().map((model, i) => requestBody(model, i, draft, exchanges))
    : (exchanges.at(-1)?.lanes ?? []).map(({ body }) => body);
  const commands = bodies.map((body) => curlCommand(CHAT_URL, body, Boolean(apiKey())));
  copy(commands.join('\n\n'), curl);
});

probabilities.checked = coloured.get() === 'true';
probabilities.addEventListener('change', () => coloured.set(String(probabilities.checked)));

const baseUrl = new URL('v1', document.baseURI).href;
const copyBase = byId('copy-base', HTMLButtonElement);
byId('base-url').textContent = baseUrl;
copyBase.addEventListener('click', () => copy(baseUrl, copyBase));

options.open = matchMedia('(min-width: 56rem)').matches;
loadModels();
