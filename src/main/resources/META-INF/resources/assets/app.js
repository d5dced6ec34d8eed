// The page: settings, conversation, keyboard. What a request is stands in chat.js, how an answer looks in turn.js.

import { ChatError, chat, getJson } from './chat.js';
import { announce, byId, copy, curlCommand, el, remember } from './dom.js';
import { Measure, duration } from './measure.js';
import { chatModels, isReady, isRoute, readDetail } from './models.js';
import { Turn } from './turn.js';

const CHAT_URL = new URL('v1/chat/completions', document.baseURI).href;
const MODELS_URL = new URL('v1/models', document.baseURI).href;

/** How often the page looks whether a model has become ready while none is. */
const RECHECK_MS = 5000;

/** Answers up to this length are read out whole when they end; of longer ones only the end is announced. */
const SPOKEN_MAX = 400;

const EXAMPLES = [
  'Explain in two sentences what a sluice gate does.',
  'Make this friendlier: “Send me the report. Now.”',
  'Suggest five names for a bakery in an old watermill.',
];

const theme = remember('localStorage', 'sluice.theme');
const chosenModel = remember('localStorage', 'sluice.model');
const apiKey = remember('sessionStorage', 'sluice.key');

const [welcome, turns, composer, message, settings, select, modelNote, send, stop, clear, curl, latest, keyForm, keyField] =
  ['welcome', 'turns', 'composer', 'message', 'settings', 'model', 'model-note', 'send', 'stop', 'clear', 'curl', 'latest', 'key-form', 'key'].map(byId);

/** On a touch screen the focus is not put into a text field: it would raise the keyboard over the page. */
const hasKeyboard = matchMedia('(pointer: fine)').matches;

let models = [];
let exchanges = []; // {prompt, turn, body}, oldest first
let running; // the AbortController of the answer that is flowing
let afterKey; // what a 401 interrupted
let recheck;
let lastList; // as text, so that looking again redraws only what has changed

/* Models */

async function loadModels() {
  clearTimeout(recheck);
  try {
    models = chatModels(await getJson(MODELS_URL, apiKey.get()));
  } catch (failure) {
    if (failure.status === 401) return askForKey(failure, loadModels);
    models = [];
    lastList = undefined;
    showModels();
    return showWelcome('The models cannot be listed', el('p', { textContent: failure.message }), tryAgain());
  }
  const anyReady = models.some(isReady);
  if (!anyReady) recheck = setTimeout(loadModels, RECHECK_MS);
  const list = JSON.stringify(models);
  if (list === lastList) return;
  lastList = list;
  showModels();
  if (anyReady) showExamples();
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
  refreshButtons();
}

function showModelNote() {
  const model = models.find(({ id }) => id === select.value);
  modelNote.textContent = model ? readDetail(model).text : '';
  modelNote.classList.toggle('warm', Boolean(model) && !isReady(model));
}

/* The space before the first message */

function showWelcome(title, ...content) {
  welcome.replaceChildren(el('h2', { textContent: title }), ...content);
  welcome.hidden = exchanges.length > 0;
}

function showExamples() {
  const fill = (text) => () => {
    message.value = text;
    message.focus();
    refreshButtons();
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

/* The key */

function askForKey(failure, then) {
  afterKey = then;
  byId('key-note').textContent = failure.message;
  apiKey.set(null);
  showKey(true);
  requestAnimationFrame(() => keyField.focus()); // after the scrolling that the answer may have asked for
  announce(`An API key is needed. ${failure.message}`);
}

function showKey(asked) {
  keyForm.hidden = !asked;
  byId('key-kept').hidden = asked || !apiKey.get();
}

keyForm.addEventListener('submit', (event) => {
  event.preventDefault();
  apiKey.set(keyField.value.trim());
  keyField.value = '';
  showKey(false);
  message.focus();
  const then = afterKey;
  afterKey = undefined;
  then?.();
});

byId('key-forget').addEventListener('click', () => {
  apiKey.set(null);
  showKey(false);
  message.focus();
});

/* Conversation */

/** The request for a prompt after the exchanges before it; those without an answer are left out. */
function requestBody(prompt, before) {
  const system = byId('system').value.trim();
  const temperature = byId('temperature').valueAsNumber;
  const maxTokens = byId('max-tokens').valueAsNumber;
  return {
    model: select.value,
    messages: [
      ...(system ? [{ role: 'system', content: system }] : []),
      ...before.filter(({ turn }) => turn.text).flatMap(({ prompt: asked, turn }) => [
        { role: 'user', content: asked },
        { role: 'assistant', content: turn.text },
      ]),
      { role: 'user', content: prompt },
    ],
    ...(Number.isNaN(temperature) ? {} : { temperature }),
    ...(Number.isNaN(maxTokens) ? {} : { max_tokens: maxTokens }),
    stream: true,
    stream_options: { include_usage: true },
  };
}

function settingsAreValid() {
  if (settings.checkValidity()) return true;
  byId('options').open = true;
  return settings.reportValidity();
}

function submit() {
  const prompt = message.value.trim();
  if (running || !prompt || send.disabled || !settingsAreValid()) return message.focus();
  const turn = new Turn(prompt, select.value);
  exchanges.at(-1)?.turn.answer.querySelector('.notice button')?.remove();
  exchanges.push({ prompt, turn });
  welcome.hidden = true;
  turns.append(turn.element);
  message.value = '';
  run(exchanges.at(-1));
  followEnd();
}

async function run(exchange) {
  const { turn, prompt } = exchange;
  const measure = new Measure();
  const controller = (running = new AbortController());
  turn.begin(measure);
  exchange.body = requestBody(prompt, exchanges.slice(0, exchanges.indexOf(exchange)));
  refreshButtons();
  announce('Sent. Waiting for the first token.');
  try {
    for await (const part of chat({ url: CHAT_URL, body: exchange.body, key: apiKey.get(), signal: controller.signal })) {
      following(() => take(part, turn, measure));
    }
    following(() => turn.end('done'));
    if (turn.text === '') turn.notice('The answer is empty');
    announce(spoken(turn, measure));
  } catch (failure) {
    if (!controller.signal.aborted && !(failure instanceof ChatError)) reportError(failure);
    following(() => endEarly(exchange, failure, controller.signal.aborted));
  } finally {
    if (running === controller) running = undefined;
    refreshButtons();
  }
}

function take(part, turn, measure) {
  if (part.type === 'head') turn.head(part.headers);
  else if (part.type === 'text') turn.write(part.text);
  else if (part.type === 'reasoning') turn.think(part.text);
  else if (part.type === 'model') turn.model(part.model);
  else if (part.type === 'finish') turn.finish(part.reason);
  else if (part.type === 'usage') measure.usage = part.usage;
}

function endEarly(exchange, failure, stopped) {
  const { turn } = exchange;
  const partial = turn.text !== '';
  turn.end(stopped ? 'stopped' : partial ? 'cut' : 'failed');
  if (!exchanges.includes(exchange)) return; // cleared meanwhile
  if (stopped) {
    turn.notice('Stopped');
    return announce('Stopped.');
  }
  const needsKey = failure.status === 401;
  const title = partial ? 'Answer cut here, the rest is missing' : failure.status ? `Refused with ${failure.status}` : 'No answer';
  const wait = failure.retryAfter ? `retry after ${failure.retryAfter}${/^\d+$/.test(failure.retryAfter) ? ' s' : ''}` : '';
  const code = [failure.type, failure.code, wait].filter(Boolean).join(' · ');
  turn.notice(title, failure.message, code, needsKey ? undefined : { label: 'Try again', run: () => again(exchange) });
  if (needsKey) askForKey(failure, () => again(exchange));
  else announce(`${title}. ${failure.message}`);
}

function again(exchange) {
  if (running || !settingsAreValid()) return;
  message.focus();
  run(exchange);
}

function spoken({ text, finishReason }, measure) {
  const { value, unit } = measure.count;
  const summary = `Answer complete: ${value} ${unit} in ${duration(measure.elapsed)}${finishReason === 'length' ? ', cut off by the limit on tokens' : ''}.`;
  return text.length <= SPOKEN_MAX ? `${summary} ${text}` : summary;
}

function refreshButtons() {
  const focusIsHidden = document.activeElement === (running ? send : stop);
  send.hidden = Boolean(running);
  stop.hidden = !running;
  if (focusIsHidden) (hasKeyboard ? message : running ? stop : send).focus();
  send.disabled = !models.some(isReady);
  clear.disabled = exchanges.length === 0;
  curl.disabled = select.disabled || (exchanges.length === 0 && !message.value.trim());
}

/* Following the end of the text, unless the reader has scrolled away from it */

const scroller = document.scrollingElement;
const atEnd = () => scroller.scrollHeight - scroller.scrollTop - innerHeight < 80;

function followEnd() {
  requestAnimationFrame(() => scroller.scrollTo({ top: scroller.scrollHeight, behavior: 'instant' }));
}

function following(change) {
  const follow = atEnd();
  change();
  if (follow) followEnd();
}

addEventListener('scroll', () => (latest.hidden = exchanges.length === 0 || atEnd()), { passive: true });
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

message.addEventListener('input', refreshButtons);
message.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  submit();
});

addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || !running || event.isComposing) return;
  event.preventDefault();
  running.abort();
});

// The second click of a double click on Send lands on Stop, which has taken its place.
stop.addEventListener('click', (event) => event.detail < 2 && running?.abort());

clear.addEventListener('click', () => {
  running?.abort();
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
  const body = draft ? requestBody(draft, exchanges) : exchanges.at(-1).body;
  copy(curlCommand(CHAT_URL, body, Boolean(apiKey.get())), curl);
});

select.addEventListener('change', () => {
  chosenModel.set(select.value);
  showModelNote();
});

const systemDark = matchMedia('(prefers-color-scheme: dark)');
const isDark = () => (theme.get() ?? (systemDark.matches ? 'dark' : 'light')) === 'dark';
const showTheme = () => byId('theme').setAttribute('aria-pressed', String(isDark()));
systemDark.addEventListener('change', showTheme);
byId('theme').addEventListener('click', () => {
  const next = isDark() ? 'light' : 'dark';
  theme.set(next);
  document.documentElement.dataset.theme = next;
  showTheme();
});

const baseUrl = new URL('v1', document.baseURI).href;
byId('base-url').textContent = baseUrl;
byId('copy-base').addEventListener('click', (event) => copy(baseUrl, event.currentTarget));

byId('options').open = matchMedia('(min-width: 56rem)').matches;
showTheme();
showKey(false);
loadModels();
