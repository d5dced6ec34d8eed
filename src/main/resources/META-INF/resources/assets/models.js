// What GET /v1/models says, as far as the page needs it.

/** The models that can chat, ready ones first, otherwise in the order of the server. */
export function chatModels(list) {
  const models = (Array.isArray(list?.data) ? list.data : []).filter(({ id, sluice }) => id && sluice?.task !== 'embedding');
  return [...models.filter(isReady), ...models.filter((model) => !isReady(model))];
}

/** A server that says nothing about readiness, not being Sluice, is taken at its word that the model is there. */
export const isReady = ({ sluice }) => sluice?.ready !== false;

export const isRoute = ({ sluice }) => sluice?.type === 'route';

/** Splits what `detail` says into prose and the command to run, which stands in back-quotes or begins with ./sluice. */
export function readDetail(model) {
  const detail = model.sluice?.detail ?? '';
  const command = model.sluice?.command ?? (/`([^`]+)`/.exec(detail) ?? /(\.\/sluice [^;,()]*[^\s;,().])/.exec(detail))?.[1];
  return { text: detail.replaceAll('`', ''), command };
}
