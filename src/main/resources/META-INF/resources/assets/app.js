// The conversation and its controls. What a request is stands in chat.js, how an answer looks in turn.js.

import { ChatError, chat } from './chat.js';
import { announce, byId, copy, curlCommand, hasKeyboard, remember } from './dom.js';
import { apiKey, askForKey } from './key.js';
import { Measure, duration } from './measure.js';
import { anyReady, hasModels, loadModels, pickedModel } from './picker.js';
import './toggle.js';
import { Turn } from './turn.js';

const CHAT_URL = new URL('v1/chat/completions', document.baseURI).href;

/** Answers up to this length are read out whole when they end; of longer ones only the end is announced. */
const SPOKEN_MAX = 400;

const coloured = remember('localStorage', 'sluice.probabilities');

const [welcome, turns, composer, message, settings, probabilities, send, stop, clear, curl, latest] =
  ['welcome', 'turns', 'composer', 'message', 'settings', 'probabilities', 'send', 'stop', 'clear', 'curl', 'latest'].map(byId);

let exchanges = []; // {prompt, turn, body}, oldest first
let running; // the AbortController of the answer that is flowing

/* Conversation */

/** The request for a prompt after the exchanges before it; those without an answer are left out. */
function requestBody(prompt, before) {
  const system = byId('system').value.trim();
  const temperature = byId('temperature').valueAsNumber;
  const maxTokens = byId('max-tokens').valueAsNumber;
  return {
    model: pickedModel(),
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
    ...(probabilities.checked ? { logprobs: true } : {}),
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
  const turn = new Turn(prompt);
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
  turn.begin(measure, pickedModel());
  exchange.body = requestBody(prompt, exchanges.slice(0, exchanges.indexOf(exchange)));
  refreshButtons();
  announce('Sent. Waiting for the first token.');
  try {
    for await (const part of chat({ url: CHAT_URL, body: exchange.body, key: apiKey(), signal: controller.signal })) {
      following(() => take(part, turn, measure));
    }
    following(() => turn.end('done'));
    if (turn.text === '') turn.notice('The answer is empty');
    announce(spoken(turn, measure));
  } catch (failure) {
    if (!controller.signal.aborted && !(failure instanceof ChatError)) reportError(failure);
    endEarly(exchange, failure, controller.signal.aborted);
  } finally {
    if (running === controller) running = undefined;
    refreshButtons();
  }
}

function take(part, turn, measure) {
  if (part.type === 'head' || part.type === 'late') turn.head(part.headers);
  else if (part.type === 'text') turn.write(part.text, part.tokens);
  else if (part.type === 'replaced') announce(`${turn.replace(part)}. The answer begins anew.`);
  else if (part.type === 'continued') turn.continued(part.headers);
  else if (part.type === 'reasoning') turn.think(part.text);
  else if (part.type === 'model') turn.model(part.model);
  else if (part.type === 'finish') turn.finish(part.reason);
  else if (part.type === 'usage') measure.usage = part.usage;
}

function endEarly(exchange, failure, stopped) {
  const { turn } = exchange;
  const partial = turn.text !== '';
  const show = (state, ...notice) =>
    following(() => {
      turn.end(state);
      turn.notice(...notice);
    });
  if (stopped) {
    show('stopped', 'Stopped');
    if (exchanges.includes(exchange)) announce('Stopped.'); // otherwise cleared meanwhile
    return;
  }
  const retry = () => again(exchange);
  const needsKey = failure.status === 401;
  const title = partial ? 'Answer cut here, the rest is missing' : failure.status ? `Refused with ${failure.status}` : 'No answer';
  const wait = failure.retryAfter && `retry after ${failure.retryAfter}${/^\d+$/.test(failure.retryAfter) ? ' s' : ''}`;
  const code = [failure.type, failure.code, wait].filter(Boolean).join(' · ');
  show(partial ? 'cut' : 'failed', title, failure.message, code, needsKey ? undefined : { label: 'Try again', run: retry });
  if (needsKey) askForKey(failure, retry);
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
  send.disabled = !anyReady();
  clear.disabled = exchanges.length === 0;
  curl.disabled = !hasModels() || (exchanges.length === 0 && !message.value.trim());
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
  copy(curlCommand(CHAT_URL, body, Boolean(apiKey())), curl);
});

probabilities.checked = coloured.get() === 'true';
probabilities.addEventListener('change', () => coloured.set(String(probabilities.checked)));

const baseUrl = new URL('v1', document.baseURI).href;
byId('base-url').textContent = baseUrl;
byId('copy-base').addEventListener('click', (event) => copy(baseUrl, event.currentTarget));

byId('options').open = matchMedia('(min-width: 56rem)').matches;
loadModels();
