// A choice among the routes and models that can chat.

import { byId, el } from '../shell/dom.js';
import { remember } from '../shell/storage.js';
import { isReady, isRoute, readDetail } from './models.js';

/** @typedef {import('./models.js').Model} Model */

/** A `select` of models with what is said of the chosen one. It is remembered in this browser. */
export class ModelChoice {
  #select;
  #note;
  #remembered;
  #nothing;
  /** @type {Model[]} */ #models = [];

  /**
   * @param {string} id of the select; its note is `id-note`
   * @param {string} [nothing] the word for choosing none, if that can be chosen
   */
  constructor(id, nothing) {
    this.#select = byId(id, HTMLSelectElement);
    this.#note = byId(`${id}-note`);
    this.#remembered = remember('localStorage', `sluice.${id}`);
    this.#nothing = nothing;
    this.#select.addEventListener('change', () => {
      this.#remembered.set(this.#select.value);
      this.#showNote();
    });
  }

  /** The name of the chosen one; empty if none is. */
  get value() {
    return this.#select.disabled ? '' : this.#select.value;
  }

  /**
   * What there is to choose from, ready ones first.
   *
   * @param {Model[]} models
   * @param {string} none said in place of a choice if there is none
   */
  offer(models, none) {
    this.#models = models;
    const select = this.#select;
    const wanted = select.value;
    const empty = this.#nothing === undefined ? [] : [new Option(this.#nothing, '')];
    select.replaceChildren(...empty, ...options(models));
    select.disabled = models.length === 0;
    if (select.disabled) select.replaceChildren(new Option(none, ''));
    else select.value = this.#pick(wanted);
    this.#showNote();
  }

  /** @param {string} wanted */
  #pick(wanted) {
    const ready = (/** @type {string | null} */ name) =>
      this.#models.some((model) => model.id === name && isReady(model));
    const pick = [wanted, this.#remembered.get()].find(ready);
    return pick ?? (this.#nothing === undefined ? this.#models[0].id : '');
  }

  #showNote() {
    const model = this.#models.find(({ id }) => id === this.value);
    this.#note.textContent = model ? readDetail(model).text : '';
    this.#note.classList.toggle('warm', model !== undefined && !isReady(model));
  }
}

/** @param {Model[]} models */
function options(models) {
  /** @param {Model} model */
  const option = (model) =>
    new Option(isReady(model) ? model.id : `${model.id} (not ready)`, model.id);
  /** @type {(label: string, members: Model[]) => Node[]} */
  const group = (label, members) =>
    members.length > 0 ? [el('optgroup', { label }, ...members.map(option))] : [];
  const routes = models.filter(isRoute);
  const others = models.filter((model) => !isRoute(model));
  return routes.length > 0
    ? [...group('Routes', routes), ...group('Models', others)]
    : others.map(option);
}
