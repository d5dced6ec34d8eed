// The form that defines an experiment with the routes and models of this gateway. Whether a
// definition is right only the gateway says: what it says of a field is shown there.

import { ApiError, call, inWords, rows } from '../shell/api.js';
import { command, curlCommand } from '../shell/copy.js';
import { announce, el } from '../shell/dom.js';
import { askForKey } from '../shell/key-card.js';
import { apiKey } from '../shell/key.js';
import { Reading, Slot, notice } from '../shell/states.js';
import { counted } from '../shell/words.js';
import { address } from './api.js';
import { BREAKER, ENDING, JUDGED, SHADOW, SHARE, STAGES } from './definition.js';
import { WHO, stage, subject, variant } from './definition.js';
import { FieldView, nearest, put } from './fields.js';

/** @typedef {import('./fields.js').Field} Field */
/** @typedef {[value: string, label: string][]} Choices */

const VARIANTS = [
  { name: 'control', weight: '5000' },
  { name: 'one', weight: '2500' },
];

const NONE =
  'An experiment needs a route and a model to try on it. Declare them in sluice.yaml; the file ' +
  'is read again when it changes.';

export class Define {
  #form = el('form', { className: 'define', noValidate: true });
  #said = el('div', { role: 'alert' });
  #preview = el('details', {}, el('summary', { textContent: 'The same as a command' }));
  /** @type {Map<Node, FieldView[]>} by the group that they stand in */ #groups = new Map();
  /** @type {Choices} */ #models = [];
  #several = choice('several', 'What is compared', [
    ['', 'the route as it is, and one candidate'],
    ['variants', 'variants of my own'],
  ]);
  #grows = choice('grows', 'How it grows', [
    ['default', 'in stages: 10 % for 3 d, 25 % for 4 d, 50 % for 7 d, then everybody'],
    ['stages', 'in stages of my own'],
    ['', 'not at all: a fixed share, until somebody concludes it'],
  ]);
  #shadow = choice('shadow', 'Before the first stage', [
    ['', 'nothing'],
    ['shadow', 'a shadow stage: it answers copies, and nobody sees the answers'],
  ]);
  #slot = new Slot(this.#form);
  #reading = new Reading({
    slot: this.#slot,
    what: 'The routes and models cannot be listed',
    read: async () => rows(await call('GET', new URL('v1/models', document.baseURI))),
    show: (listed) => this.#show(listed),
    every: () => undefined,
  });

  constructor() {
    this.title = el('h2', { textContent: 'Define an experiment', tabIndex: -1 });
    this.element = el(
      'section',
      { className: 'define-page' },
      el('p', {}, el('a', { href: '#', textContent: '← All experiments' })),
      this.title,
      this.#slot.element,
    );
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#form.addEventListener('input', () => this.#refresh());
    this.#preview.addEventListener('toggle', () => this.#refresh());
  }

  start() {
    this.#reading.start();
  }

  stop() {
    this.#reading.stop();
  }

  /** @param {{id: string, sluice?: {type?: string, ready?: boolean, task?: string}}[]} all */
  #show(all) {
    const listed = all.filter(({ sluice }) => sluice?.task !== 'embedding');
    if (listed.length === 0) return this.#slot.empty(() => [el('p', { textContent: NONE })]);
    /** @type {(of: typeof listed) => Choices} */
    const named = (of) =>
      of.map(({ id, sluice }) => [id, sluice?.ready === false ? `${id} (not ready)` : id]);
    const models = listed.filter(({ sluice }) => sluice?.type !== 'route');
    const routes = listed.filter(({ sluice }) => sluice?.type === 'route');
    this.#models = named(models);
    this.#make(named([...routes, ...models]));
    this.#slot.show();
    this.#refresh();
  }

  /** @param {Choices} routes */
  #make(routes) {
    const [id, route, candidate, description] = subject(routes, this.#models);
    this.#form.replaceChildren(
      this.#group('What', [id, route, description], this.#several.element),
      this.#group('', [candidate]),
      this.#rows('Variants, the control first', VARIANTS, 'variant', (i, at) =>
        variant(i, this.#models, at),
      ),
      this.#group('What it is judged by', JUDGED.slice(0, 2)),
      this.#group('Rollout', [], this.#grows.element),
      this.#group('', [SHARE]),
      this.#rows('Stages', STAGES, 'stage', stage),
      this.#group('', [], this.#shadow.element),
      this.#group('', SHADOW),
      this.#group('The end of the rollout', ENDING),
      unfolding('Who takes part', this.#group('', WHO)),
      unfolding('Statistics and breaker', this.#group('', [...JUDGED.slice(2), ...BREAKER])),
      this.#said,
      el(
        'div',
        { className: 'choices' },
        el('button', { className: 'primary', textContent: 'Define' }),
        el('p', { className: 'note' }, 'It affects nobody before you start it.'),
      ),
      this.#preview,
    );
  }

  /**
   * @param {string} title
   * @param {Field[]} fields
   * @param {...Node} more
   */
  #group(title, fields, ...more) {
    const views = fields.map((field) => new FieldView(field));
    const legend = title ? el('legend', { textContent: title }) : null;
    const group = el('fieldset', {}, legend, ...views.map(({ element }) => element), ...more);
    group.dataset.of = fields[0]?.path ?? '';
    this.#groups.set(group, views);
    return group;
  }

  /**
   * A list whose rows can be added and taken away.
   *
   * @template T
   * @param {string} title
   * @param {T[]} first
   * @param {string} one
   * @param {(i: number, at?: T) => Field[]} fields
   */
  #rows(title, first, one, fields) {
    const list = el('div');
    const remove = el('button', { type: 'button', textContent: `Remove the last ${one}` });
    const add = el('button', { type: 'button', textContent: `Add a ${one}` });
    /** @param {T} [at] */
    const append = (at) => {
      const i = list.childElementCount;
      list.append(this.#group(`${one[0].toUpperCase()}${one.slice(1)} ${i + 1}`, fields(i, at)));
      remove.disabled = i === 0;
    };
    first.forEach((at) => append(at));
    add.addEventListener('click', () => {
      append();
      list.lastElementChild?.querySelector('input')?.focus();
      this.#refresh();
    });
    remove.addEventListener('click', () => {
      const last = list.lastElementChild;
      if (last) this.#groups.delete(last);
      last?.remove();
      remove.disabled = list.childElementCount < 2;
      this.#refresh();
    });
    const group = el(
      'fieldset',
      { className: 'rows' },
      el('legend', { textContent: title }),
      list,
      el('div', { className: 'choices' }, add, remove),
    );
    group.dataset.of = fields(0)[0].path;
    return group;
  }

  /** Which groups apply, by what is chosen. */
  #refresh() {
    const stages = this.#grows.value;
    const variants = this.#several.value === 'variants';
    /** @type {Record<string, boolean>} */
    const shown = {
      candidate: !variants,
      'variants[0].name': variants,
      share: stages === '',
      'rollout.stages[0].share': stages === 'stages',
      'rollout.shadow.share': stages !== '' && this.#shadow.value === 'shadow',
      'rollout.holdback': stages !== '',
    };
    for (const group of this.#form.querySelectorAll('fieldset')) {
      const of = group.dataset.of ?? '';
      if (of in shown && !group.closest('.rows .rows, .rows > div')) group.hidden = !shown[of];
    }
    this.#shadow.element.hidden = stages === '';
    if (this.#preview.open) {
      const request = curlCommand(address().href, this.#definition(), Boolean(apiKey()));
      this.#preview.replaceChildren(this.#preview.firstElementChild ?? '', command(request));
    }
  }

  /** The fields that apply. */
  #views() {
    return [...this.#groups]
      .filter(([group]) => group instanceof Element && !group.closest('[hidden]'))
      .flatMap(([, views]) => views);
  }

  #definition() {
    const definition = this.#grows.value === '' ? {} : { rollout: {} };
    for (const view of this.#views()) {
      const value = view.read();
      if (value !== undefined) put(definition, view.field.path, value);
    }
    return definition;
  }

  async #submit() {
    this.#said.replaceChildren();
    // Those out of sight, too: what was wrong with them is not said again.
    for (const view of [...this.#groups.values()].flat()) view.fail('');
    try {
      const view = await call('POST', address(), { body: this.#definition() });
      announce(`${view?.id} is defined.`);
      location.hash = `#${encodeURIComponent(view?.id ?? '')}`;
    } catch (failure) {
      if (failure instanceof ApiError && failure.status === 401) {
        askForKey(failure, () => this.#submit());
      } else {
        this.#refused(failure);
      }
    }
  }

  /** @param {unknown} failure */
  #refused(failure) {
    const errors = failure instanceof ApiError ? failure.errors : [];
    const views = this.#views();
    const elsewhere = [];
    for (const { field, value, expected } of errors) {
      const view = nearest(views, field);
      const inside = view && view.field.path !== field ? `${field}: ` : '';
      if (view) view.fail(`${inside}expected ${expected}`);
      else elsewhere.push(`${field} is '${value}', expected ${expected}`);
    }
    const first = this.#form.querySelector('[aria-invalid]');
    first?.closest('details')?.setAttribute('open', '');
    if (first instanceof HTMLElement) first.focus();
    const { title, message, code } = inWords(failure);
    const many = counted(errors.length - elsewhere.length, 'field is', 'fields are');
    const said = first ? [`${many} marked above.`, ...elsewhere].join(' ') : message;
    this.#said.replaceChildren(notice(title, said, code));
  }
}

/**
 * @param {string} name
 * @param {string} label
 * @param {Choices} choices
 */
function choice(name, label, choices) {
  const view = new FieldView({ path: name, label, choices, wide: true });
  return {
    element: view.element,
    get value() {
      return view.input.value;
    },
  };
}

/**
 * @param {string} title
 * @param {Node} group
 */
const unfolding = (title, group) => el('details', {}, el('summary', { textContent: title }), group);
