// The part of GET /v1/models that the page needs.

/**
 * @typedef {object} Model
 * @property {string} id
 * @property {{type?: string, ready?: boolean, task?: string, detail?: string, command?: string}}
 *     [sluice]
 */

/**
 * The models that can chat, ready ones first, otherwise in the order of the server.
 *
 * @param {any} list
 * @returns {Model[]}
 */
export function chatModels(list) {
  /** @type {Model[]} */
  const all = Array.isArray(list?.data) ? list.data : [];
  const models = all.filter(({ id, sluice }) => id && sluice?.task !== 'embedding');
  return [...models.filter(isReady), ...models.filter((model) => !isReady(model))];
}

/**
 * A server that says nothing about readiness is not Sluice; the model then counts as ready.
 *
 * @param {Model} model
 */
export const isReady = ({ sluice }) => sluice?.ready !== false;

/** @param {Model} model */
export const isRoute = ({ sluice }) => sluice?.type === 'route';

const QUOTED = /`([^`]+)`/;
const PULL = /((?:\.\/)?sluice model pull \S*[^\s;,().])/;

/**
 * The text of `detail` and the command in it: the part in back-quotes, or a pull of the model.
 *
 * @param {Model} model
 */
export function readDetail({ sluice }) {
  const detail = sluice?.detail ?? '';
  const command = sluice?.command ?? (QUOTED.exec(detail) ?? PULL.exec(detail))?.[1];
  return { text: detail.replaceAll('`', ''), command };
}
