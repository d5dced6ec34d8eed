// How states, shares, times and figures are written on the page of experiments.

const STATES = {
  pending: 'Not started',
  running: 'Running',
  held: 'Held',
  paused: 'Paused',
  completed: 'Completed',
  rolled_back: 'Rolled back',
  stopped: 'Stopped',
};

const OUTCOMES = { pass: 'Pass', fail: 'Fail', inconclusive: 'Inconclusive' };

const VERDICTS = { clear: 'Kept', crossed: 'Crossed', open: 'Open', too_early: 'Too early' };

const KINDS = {
  stay: 'Stays',
  advance: 'Next stage',
  hold: 'Held',
  resume: 'Resumed',
  roll_back: 'Rolled back',
  complete: 'Completed',
  inconclusive: 'Undecided',
};

/** A word of the API that has none of ours is shown as it is. */
const plain = (word) => String(word ?? '').replaceAll('_', ' ');
export const stateWord = (state) => STATES[state] ?? plain(state);
export const outcomeWord = (outcome) => (outcome ? (OUTCOMES[outcome] ?? plain(outcome)) : '–');
export const verdictWord = (verdict) => VERDICTS[verdict] ?? plain(verdict);
export const kindWord = (kind) => KINDS[kind] ?? plain(kind);

export const isLive = (state) => ['running', 'held', 'paused'].includes(state);

/** Basis points as per cent. */
export const share = (points) => (Number.isFinite(points) ? `${trimmed(points / 100, 2)} %` : '–');

/** `25 % · stage 2 of 4`; of an experiment without stages its share. */
export function stageWord(stage) {
  if (!stage) return '–';
  const { index, of, kind, share: points } = stage;
  if (kind === 'experiment') return `${share(points)} · no stages`;
  return `${kind === 'shadow' ? 'shadow ' : ''}${share(points)} · stage ${index + 1} of ${of}`;
}

const SPANS = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
];

/** Seconds in the two largest units that are not 0: `2 d 3 h`. */
export function span(seconds) {
  if (!Number.isFinite(seconds)) return '–';
  let rest = Math.max(0, Math.round(seconds));
  const first = SPANS.findIndex(([, size]) => rest >= size);
  if (first < 0) return '0 s';
  const parts = [];
  for (const [name, size] of SPANS.slice(first, first + 2)) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count} ${name}`);
  }
  return parts.join(' ');
}

export const count = (units) => (Number.isFinite(units) ? units.toLocaleString('en-US') : '–');

function trimmed(value, digits) {
  const fixed = value.toFixed(digits);
  return fixed.includes('.') ? fixed.replace(/\.?0+$/, '') : fixed;
}

/** Three digits that mean something, or all before the point; as the sentences of the statistics have it. */
export function number(value) {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  if (size >= 100) return Math.round(value).toLocaleString('en-US');
  const text = trimmed(value, size >= 10 ? 1 : size >= 0.1 ? 2 : size >= 0.001 || size === 0 ? 3 : 6);
  return text === '-0' ? '0' : text;
}

/** A value of a metric. */
export function value(unit, of) {
  if (!Number.isFinite(of)) return '–';
  if (unit === 'share') return `${number(100 * of)} %`;
  return unit === 'seconds' ? `${number(of)} s` : number(of);
}

/** A difference of values; of shares in points, so that 2 points are not taken for 2 % of the share. */
export function difference(unit, of) {
  if (!Number.isFinite(of)) return '–';
  const sign = of > 0 ? '+' : '';
  if (unit === 'share') return `${sign}${number(100 * of)} points`;
  return `${sign}${unit === 'seconds' ? `${number(of)} s` : number(of)}`;
}

const DATE = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const TIME = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const YEAR = new Intl.DateTimeFormat('en-GB', { year: 'numeric' });

export const day = (at) => DATE.format(at);
export const time = (at) => TIME.format(at);

/** In the reader's time zone; with the year when it is not this one. */
export function moment(iso, now = Date.now()) {
  const at = new Date(iso ?? NaN);
  if (Number.isNaN(at.getTime())) return '–';
  const year = YEAR.format(at) === YEAR.format(now) ? '' : ` ${YEAR.format(at)}`;
  return `${day(at)}${year}, ${time(at)}`;
}
