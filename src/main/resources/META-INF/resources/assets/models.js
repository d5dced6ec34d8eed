// What GET /v1/models says, as far as the page needs it.

/** The models that can chat, ready ones first, otherwise in the order of the server. */
export function chatModels(list) {
  const models = (Array.isArray(list?.data) ? list.data : []).filter(({ id, sluice }) => id && sluice?.task !== 'embedding');
  return [...models.filter(isReady), ...models.filter((model) => !isReady(model))];
}

/** A server that says nothing about readiness, not being Sluice, is taken at its word that the model is there. */
export const isReady = ({ sluice }) => sluice?.ready !== false;

export const isRoute = ({ sluice }) => sluice?.type === 'route';

/** What `detail` says, and the command in it: what stands in back-quotes, or a pull of the model. */
export function readDetail(model) {
  const detail = model.sluice?.detail ?? '';
  const command = model.sluice?.command ?? (/`([^`]+)`/.exec(detail) ?? /((?:\.\/)?sluice model pull \S*[^\s;,().])/.exec(detail))?.[1];
  return { text: detail.replaceAll('`', ''), command };
}
