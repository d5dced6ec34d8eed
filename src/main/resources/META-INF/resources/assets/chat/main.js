// The conversation and its controls. chat.js has the request, turn.js the look of an answer.

import '../shell/page.js';
import { ApiError, retryWords } from '../shell/api.js';
import { copy, curlCommand } from '../shell/copy.js';
import { announce, byId, hasKeyboard } from '../shell/dom.js';
import { askForKey } from '../shell/key-card.js';
import { apiKey } from '../shell/key.js';
import { remember } from '../shell/storage.js';
import { chat } from './chat.js';
import { Measure, duration } from './measure.js';
import { anyReady, hasModels, loadModels, pickedModel } from './picker.js';
import { Turn } from './turn.js';

const CHAT_URL = new URL('v1/chat/completions', document.baseURI).href;

/** Answers up to this length are read out whole when they end; of longer ones only the end. */
const SPOKEN_MAX = 400;

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

/** @typedef {{prompt: string, turn: Turn, body?: unknown}} Exchange */

/** @type {Exchange[]} oldest first */
let exchanges = [];
/** @type {AbortController | undefined} of the answer that is flowing */
let running;

/* Conversation */

/**
 * The request for a prompt after the exchanges before it; those without an answer are left out.
 *
 * @param {string} prompt
 * @param {Exchange[]} before
 */
function requestBody(prompt, before) {
  const system = byId('system', HTMLTextAreaElement).value.trim();
  const temperature = byId('temperature', HTMLInputElement).valueAsNumber;
  const maxTokens = byId('max-tokens', HTMLInputElement).valueAsNumber;
  return {
    model: pickedModel(),
    messages: [
      ...(system ? [{ role: 'system', content: system }] : []),
      ...before
        .filter(({ turn }) => turn.text)
        .flatMap(({ prompt: asked, turn }) => [
          { role: 'user', content: asked },
          { role: 'assistant', content: turn.text },
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
  if (running || !prompt || send.disabled || !settingsAreValid()) return message.focus();
  const turn = new Turn(prompt, new Measure());
  exchanges.at(-1)?.turn.answer.querySelector('.notice button')?.remove();
  const exchange = { prompt, turn };
  exchanges.push(exchange);
  welcome.hidden = true;
  turns.append(turn.element);
  message.value = '';
  run(exchange);
  followEnd();
}

/** @param {Exchange} exchange */
async function run(exchange) {
  const { turn, prompt } = exchange;
  const measure = new Measure();
  const controller = (running = new AbortController());
  turn.begin(measure, pickedModel());
  exchange.body = requestBody(prompt, exchanges.slice(0, exchanges.indexOf(exchange)));
  refreshButtons();
  announce('Sent. Waiting for the first token.');
  try {
    const { signal } = controller;
    for await (const part of chat({
      url: CHAT_URL,
      body: exchange.body,
      signal,
    })) {
      following(() => take(part, turn, measure));
    }
    following(() => turn.end('done'));
    if (turn.text === '') turn.notice('The answer is empty');
    announce(spoken(turn, measure));
  } catch (failure) {
    if (controller.signal.aborted) endStopped(exchange);
    else endEarly(exchange, asApiError(failure));
  } finally {
    if (running === controller) running = undefined;
    refreshButtons();
  }
}

/**
 * @param {import('./chat.js').Part} part
 * @param {Turn} turn
 * @param {Measure} measure
 */
function take(part, turn, measure) {
  switch (part.type) {
    case 'head':
    case 'late':
      return turn.head(part.headers);
    case 'text':
      return turn.write(part.text, part.tokens);
    case 'replaced':
      return announce(`${turn.replace(part)}. The answer starts over.`);
    case 'continued':
      return turn.continued(part.headers);
    case 'reasoning':
      return turn.think(part.text);
    case 'model':
      return turn.model(part.model);
    case 'finish':
      return turn.finish(part.reason);
    case 'usage':
      measure.usage = part.usage;
  }
}

/**
 * A bug in the page is reported as one, and shown as a failure all the same.
 *
 * @param {unknown} failure
 */
function asApiError(failure) {
  if (failure instanceof ApiError) return failure;
  reportError(failure);
  return new ApiError('unreadable', failure instanceof Error ? failure.message : String(failure));
}

/** @param {Exchange} exchange */
function endStopped(exchange) {
  following(() => {
    exchange.turn.end('stopped');
    exchange.turn.notice('Stopped');
  });
  if (exchanges.includes(exchange)) announce('Stopped.'); // otherwise cleared meanwhile
}

/**
 * @param {Exchange} exchange
 * @param {ApiError} failure
 */
function endEarly(exchange, failure) {
  const { turn } = exchange;
  const { status, message: said } = failure;
  const partial = turn.text !== '';
  const retry = () => again(exchange);
  const needsKey = status === 401;
  const refused = status ? `Refused with ${status}` : 'No answer';
  const title = partial ? 'The answer breaks off here; the rest is missing' : refused;
  const code = [failure.type, failure.code, retryWords(failure.retryAfter)].filter(Boolean);
  const action = needsKey ? undefined : { label: 'Try again', run: retry };
  following(() => {
    turn.end(partial ? 'cut' : 'failed');
    turn.notice(title, said, code.join(' · '), action);
  });
  if (needsKey) askForKey(failure, retry);
  else announce(`${title}. ${said}`);
}

/** @param {Exchange} exchange */
function again(exchange) {
  if (running || !settingsAreValid()) return;
  message.focus();
  run(exchange);
}

/**
 * @param {Turn} turn
 * @param {Measure} measure
 */
function spoken({ text, finishReason }, measure) {
  const { value, unit } = measure.count;
  const cutOff = finishReason === 'length' ? ', cut off by the token limit' : '';
  const summary = `Answer complete: ${value} ${unit} in ${duration(measure.elapsed)}${cutOff}.`;
  return text.length <= SPOKEN_MAX ? `${summary} ${text}` : summary;
}

function refreshButtons() {
  const focusIsHidden = document.activeElement === (running ? send : stop);
  send.hidden = Boolean(running);
  stop.hidden = !running;
  if (focusIsHidden) (hasKeyboard ? message : running ? stop : send).focus();
  send.disabled = !anyReady();
  clear.disabled = exchanges.length === 0;
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
  if (event.key !== 'Escape' || !running || event.isComposing) return;
  event.preventDefault();
  running.abort();
});

// The second click of a double click on Send lands on Stop, which has replaced it.
stop.addEventListener('click', (event) => {
  if (event.detail < 2) running?.abort();
});

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
  const body = draft ? requestBody(draft, exchanges) : exchanges.at(-1)?.body;
  copy(curlCommand(CHAT_URL, body, Boolean(apiKey())), curl);
});

probabilities.checked = coloured.get() === 'true';
probabilities.addEventListener('change', () => coloured.set(String(probabilities.checked)));

const baseUrl = new URL('v1', document.baseURI).href;
const copyBase = byId('copy-base', HTMLButtonElement);
byId('base-url').textContent = baseUrl;
copyBase.addEventListener('click', () => copy(baseUrl, copyBase));

options.open = matchMedia('(min-width: 56rem)').matches;
loadModels();
