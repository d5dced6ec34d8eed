// How times and figures are written on every page.

/** Shown where there is nothing to say. */
export const NOTHING = '–';

/** A word of the API that has none of ours is shown as it is. @param {unknown} word */
export const plain = (word) => String(word ?? '').replaceAll('_', ' ');

/** @type {[string, number][]} */
const SPANS = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
];

/**
 * @param {unknown} value
 * @returns {value is number}
 */
const isFigure = (value) => Number.isFinite(value);

/**
 * Seconds in the two largest units that are not 0: `2 d 3 h`.
 *
 * @param {number | null | undefined} seconds
 */
export function span(seconds) {
  if (!isFigure(seconds)) return NOTHING;
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

/** @param {number | null | undefined} of */
export const count = (of) => (isFigure(of) ? of.toLocaleString('en-US') : NOTHING);

/**
 * How many there are of something: `1 unit`, `2,000 units`.
 *
 * @param {number | null | undefined} of
 * @param {string} one the word for one of them
 * @param {string} [many]
 */
export const counted = (of, one, many = `${one}s`) => `${count(of)} ${of === 1 ? one : many}`;

/**
 * @param {number} value
 * @param {number} digits
 */
export function trimmed(value, digits) {
  const fixed = value.toFixed(digits);
  return fixed.includes('.') ? fixed.replace(/\.?0+$/, '') : fixed;
}

/**
 * Three significant digits, or all digits before the point, as in the sentences of the statistics.
 *
 * @param {number | null | undefined} value
 */
export function number(value) {
  if (!isFigure(value)) return NOTHING;
  const size = Math.abs(value);
  if (size >= 100) return Math.round(value).toLocaleString('en-US');
  const digits = size >= 10 ? 1 : size >= 0.1 ? 2 : size >= 0.001 || size === 0 ? 3 : 6;
  const text = trimmed(value, digits);
  return text === '-0' ? '0' : text;
}

const DATE = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
});
const TIME = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
});
const YEAR = new Intl.DateTimeFormat('en-GB', { year: 'numeric' });

/**
 * How long ago: `2 d 3 h ago`.
 *
 * @param {string | null | undefined} iso
 * @param {number} [now]
 */
export function ago(iso, now = Date.now()) {
  const at = new Date(iso ?? NaN).getTime();
  if (Number.isNaN(at)) return NOTHING;
  const seconds = (now - at) / 1000;
  return seconds < 1 ? 'just now' : `${span(seconds)} ago`;
}

/** @param {number | Date} at */
export const day = (at) => DATE.format(at);

/** @param {number | Date} at */
export const time = (at) => TIME.format(at);

/**
 * In the reader's time zone; with the year if it is not this one.
 *
 * @param {string | number | null | undefined} iso
 * @param {number} [now]
 */
export function moment(iso, now = Date.now()) {
  const at = new Date(iso ?? NaN);
  if (Number.isNaN(at.getTime())) return NOTHING;
  const year = YEAR.format(at) === YEAR.format(now) ? '' : ` ${YEAR.format(at)}`;
  return `${day(at)}${year}, ${time(at)}`;
}
