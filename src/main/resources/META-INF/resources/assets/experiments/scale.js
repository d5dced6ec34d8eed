// From looks to pixels, without a page: where every point, tick and boundary of the interval plot
// is.

/** @typedef {import('./api.js').Look} Look */
/** @typedef {{left: number, top: number, right: number, bottom: number}} Box */
/** @typedef {{x: number, y: number, top: number, bottom: number, look: Look}} Point */

/**
 * @typedef {object} Geometry
 * @property {Box} inner
 * @property {Point[]} points one for each look
 * @property {{x: number, at: number, isDay: boolean}[]} xTicks
 * @property {{y: number, value: number}[]} yTicks
 * @property {{x: number, stage: number, label: string}[]} boundaries one for each stage
 * @property {number} zero
 * @property {boolean} cut whether the first intervals are so wide that they leave the plot
 * @property {(ms: number) => number} x in pixels
 * @property {(value: number) => number} y in pixels
 */

/**
 * Space around the plot in pixels: labels of values on the left, of lines on the right, of stages
 * above, of times below.
 */
export const MARGIN = { top: 24, right: 68, bottom: 26, left: 52 };

const MINUTE = 60_000;
const DAY = 86_400_000;
const STEPS = [
  ...[1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720].map((minutes) => minutes * MINUTE),
  ...[1, 2, 7, 14, 28, 91, 182, 365].map((days) => days * DAY),
];
const TICK_WIDTH = 70;
const TICK_HEIGHT = 44;
const LABEL_WIDTH = 54;
const NUMBER_WIDTH = 14;

/** @param {number} pixels */
const round = (pixels) => Math.round(pixels * 10) / 10;

/**
 * Looks that can be drawn, oldest first, with `at` in milliseconds.
 *
 * @param {(Omit<Look, 'at'> & {at: string})[]} looks
 * @returns {Look[]}
 */
export function drawable(looks) {
  return looks
    .map((look) => ({ ...look, at: Date.parse(look.at) }))
    .filter(({ at, estimate, lower, upper }) => [at, estimate, lower, upper].every(Number.isFinite))
    .sort((a, b) => a.at - b.at);
}

/**
 * The geometry of looks that {@link drawable} has prepared, at least one.
 *
 * @param {object} of
 * @param {Look[]} of.looks
 * @param {number} of.width
 * @param {number} of.height
 * @param {(stage: number) => string} [of.label]
 * @returns {Geometry}
 */
export function geometry({ looks, width, height, label = (stage) => String(stage + 1) }) {
  const { left, top } = MARGIN;
  const inner = {
    left,
    top,
    right: width - MARGIN.right,
    bottom: height - MARGIN.bottom,
  };
  const [from, to] = timeRange(looks);
  const { low, high, cut, step } = valueRange(looks, inner.bottom - inner.top);
  const [wide, tall] = [inner.right - inner.left, inner.bottom - inner.top];
  /** @param {number} at */
  const x = (at) => round(inner.left + ((at - from) / (to - from)) * wide);
  /** @param {number} value */
  const y = (value) => round(inner.bottom - ((value - low) / (high - low)) * tall);
  const points = looks.map((look) => ({
    x: x(look.at),
    y: y(look.estimate),
    top: y(look.upper),
    bottom: y(look.lower),
    look,
  }));
  return {
    inner,
    x,
    y,
    points,
    cut,
    xTicks: timeTicks(from, to, inner, x),
    yTicks: valueTicks(low, high, step, y),
    boundaries: boundaries(points, inner, label),
    zero: y(0),
  };
}

/** @param {Look[]} looks */
function timeRange(looks) {
  const [from, to] = [looks[0].at, looks[looks.length - 1].at];
  return from === to ? [from - 30 * MINUTE, to + 30 * MINUTE] : [from, to];
}

/**
 * Around 0 and the intervals; the first ones may be too wide to be useful, so only as much of
 * them as there is room for.
 *
 * @param {Look[]} looks
 * @param {number} height
 */
function valueRange(looks, height) {
  const widths = looks.map(({ lower, upper }) => upper - lower).sort((a, b) => a - b);
  const usual = widths[Math.floor((widths.length - 1) * 0.75)];
  const kept = looks.filter(({ lower, upper }) => upper - lower <= 2 * usual);
  let [low, high] = [0, 0];
  for (const { lower, upper } of kept) {
    low = Math.min(low, lower);
    high = Math.max(high, upper);
  }
  if (low === high) [low, high] = [-1, 1];
  const step = niceStep((high - low) / Math.max(2, Math.floor(height / TICK_HEIGHT)));
  low = Math.floor(low / step + 1e-9) * step;
  high = Math.ceil(high / step - 1e-9) * step;
  return {
    low,
    high,
    step,
    cut: looks.some(({ lower, upper }) => lower < low || upper > high),
  };
}

/**
 * 1, 2 or 5 times a power of ten, at least as large as the given number.
 *
 * @param {number} rough
 */
export function niceStep(rough) {
  const power = 10 ** Math.floor(Math.log10(rough));
  const times = [1, 2, 5].find((of) => of * power >= rough * (1 - 1e-9)) ?? 10;
  return times * power;
}

/**
 * @param {number} low
 * @param {number} high
 * @param {number} step
 * @param {(value: number) => number} y
 */
function valueTicks(low, high, step, y) {
  const ticks = [];
  for (let i = Math.round(low / step); i * step <= high + step / 2; i += 1) {
    const value = Number((i * step).toPrecision(12));
    ticks.push({ value, y: y(value) });
  }
  return ticks;
}

/**
 * At full minutes, hours and days of the reader's time zone.
 *
 * @param {number} from
 * @param {number} to
 * @param {Box} inner
 * @param {(at: number) => number} x
 */
function timeTicks(from, to, { left, right }, x) {
  const wanted = Math.max(2, Math.floor((right - left) / TICK_WIDTH));
  const step = STEPS.find((size) => (to - from) / size <= wanted) ?? STEPS[STEPS.length - 1];
  const offset = new Date(from).getTimezoneOffset() * MINUTE;
  const ticks = [];
  for (let at = Math.ceil((from - offset) / step) * step + offset; at <= to; at += step) {
    const tick = step >= DAY ? midnight(at) : at;
    if (tick < from || tick > to) continue;
    ticks.push({ at: tick, x: x(tick), isDay: midnight(tick) === tick });
  }
  return ticks;
}

/**
 * The nearest: a multiple of a day is an hour off where clocks have changed since `from`.
 *
 * @param {number} at
 */
const midnight = (at) => new Date(at + DAY / 2).setHours(0, 0, 0, 0);

/**
 * Where each stage begins. A label that would run into the next one is shortened to its number, or
 * left out.
 *
 * @param {Point[]} points
 * @param {Box} inner
 * @param {(stage: number) => string} label
 */
function boundaries(points, { right }, label) {
  const begins = points.filter(({ look }, i) => i === 0 || look.stage !== points[i - 1].look.stage);
  return begins.map(({ x, look: { stage } }, i) => {
    const room = (begins[i + 1]?.x ?? right) - x;
    const short = room >= NUMBER_WIDTH ? String(stage + 1) : '';
    return { x, stage, label: room >= LABEL_WIDTH ? label(stage) : short };
  });
}

/**
 * The index of the point nearest to a position.
 *
 * @param {Point[]} points
 * @param {number} at
 */
export function nearest(points, at) {
  let [low, high] = [0, points.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (points[middle].x < at) low = middle + 1;
    else high = middle;
  }
  return low > 0 && at - points[low - 1].x <= points[low].x - at ? low - 1 : low;
}

/**
 * Moves positions apart that are closer than `gap`, keeping the order; in pixels from the top.
 *
 * @param {number[]} places
 * @param {number} gap
 */
export function apart(places, gap) {
  const order = places
    .map((place, i) => ({ place, i }))
    .sort((a, b) => a.place - b.place || a.i - b.i);
  const middle = (order.length - 1) / 2;
  const tight = order.some(({ place }, i) => i > 0 && place - order[i - 1].place < gap);
  const centre = order.reduce((sum, { place }) => sum + place, 0) / order.length;
  const moved = [...places];
  order.forEach(({ place, i }, rank) => {
    moved[i] = round(tight ? centre + (rank - middle) * Math.max(gap, 0) : place);
  });
  return moved;
}
