// Without a browser: from looks to pixels, and how figures are written.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PAGE } from './mock.js';

process.env.TZ = 'UTC';
const { MARGIN, apart, drawable, geometry, nearest, niceStep } = await import(
  new URL('assets/experiments/scale.js', PAGE)
);
const words = {
  ...(await import(new URL('assets/shell/words.js', PAGE))),
  ...(await import(new URL('assets/experiments/words.js', PAGE))),
};

const HOUR = 3_600_000;
const START = Date.parse('2026-11-10T10:00:00Z');
const look = (hours, estimate, half, stage = 0) => ({
  at: START + hours * HOUR,
  stage,
  units: 100,
  estimate,
  lower: estimate - half,
  upper: estimate + half,
});

// 500 by 250 pixels between the margins
const size = { width: 500 + MARGIN.left + MARGIN.right, height: 250 + MARGIN.top + MARGIN.bottom };
const { left, top } = MARGIN;

test('puts every look at its pixel', () => {
  const { points, zero, inner, yTicks, cut } = geometry({
    looks: [look(0, 0, 1), look(4, 0.5, 0.5), look(10, -0.25, 0.25, 1)],
    ...size,
  });
  assert.deepEqual(inner, { left, top, right: left + 500, bottom: top + 250 });
  assert.deepEqual(
    points.map(({ x, y, top: upper, bottom }) => [x, y, upper, bottom]),
    [
      [left, top + 125, top, top + 250],
      [left + 200, top + 62.5, top, top + 125],
      [left + 500, top + 156.3, top + 125, top + 187.5],
    ].map((row) => row.map((pixels) => Math.round(pixels * 10) / 10)),
  );
  assert.equal(zero, top + 125);
  assert.deepEqual(
    yTicks,
    [-1, -0.5, 0, 0.5, 1].map((value, i) => ({ value, y: top + 250 - i * 62.5 })),
  );
  assert.equal(cut, false);
});

test('zero is always in the plot', () => {
  for (const sign of [1, -1]) {
    const { zero, inner } = geometry({
      looks: [look(0, 5 * sign, 1), look(1, 5 * sign, 1)],
      ...size,
    });
    assert.equal(zero, sign > 0 ? inner.bottom : inner.top);
  }
});

test('one look is in the middle, and intervals without width have room', () => {
  const { points, zero } = geometry({ looks: [look(0, 0, 0)], ...size });
  assert.deepEqual([points[0].x, points[0].y, zero], [left + 250, top + 125, top + 125]);
});

test('the first intervals may leave the plot, and it says so', () => {
  const looks = [look(0, 0, 100), ...Array.from({ length: 20 }, (_, i) => look(i + 1, 0, 1))];
  const { cut, points, inner } = geometry({ looks, ...size });
  assert.equal(cut, true);
  assert.ok(points[0].top < inner.top && points[0].bottom > inner.bottom);
  assert.deepEqual([points[1].top, points[1].bottom], [inner.top, inner.bottom]);
});

test('marks where stages begin; a label without room is its number, then nothing', () => {
  const looks = [
    look(0, 0, 1),
    look(50, 0, 1, 1),
    look(54, 0, 1, 2),
    look(55, 0, 1, 3),
    look(100, 0, 1, 3),
  ];
  const { boundaries } = geometry({ looks, ...size, label: (stage) => `stage ${stage + 1}` });
  assert.deepEqual(boundaries, [
    { x: left, stage: 0, label: 'stage 1' },
    { x: left + 250, stage: 1, label: '2' },
    { x: left + 270, stage: 2, label: '' },
    { x: left + 275, stage: 3, label: 'stage 4' },
  ]);
});

test('time is marked at full hours and days', () => {
  const hours = (to) =>
    geometry({ looks: [look(0, 0, 1), look(to, 0, 1)], ...size }).xTicks.map(({ at, isDay }) =>
      isDay ? words.day(at) : words.time(at),
    );
  assert.deepEqual(hours(6), ['10:00', '11:00', '12:00', '13:00', '14:00', '15:00', '16:00']);
  assert.deepEqual(hours(48), ['12:00', '11 Nov', '12:00', '12 Nov']);
  assert.deepEqual(hours(24 * 7), [
    '11 Nov',
    '12 Nov',
    '13 Nov',
    '14 Nov',
    '15 Nov',
    '16 Nov',
    '17 Nov',
  ]);
  assert.equal(hours(0.01).length > 0, true);
  assert.equal(hours(24 * 4000).length <= 14, true);
});

test('steps are 1, 2 or 5 times a power of ten', () => {
  assert.deepEqual([0.3, 0.5, 0.51, 1, 13, 0.002].map(niceStep), [0.5, 0.5, 1, 1, 20, 0.002]);
});

test('finds the nearest look', () => {
  const points = [10, 20, 40].map((x) => ({ x }));
  assert.deepEqual(
    [-5, 10, 14, 15, 16, 29, 31, 99].map((x) => nearest(points, x)),
    [0, 0, 0, 0, 1, 1, 2, 2],
  );
  assert.equal(nearest([{ x: 3 }], 100), 0);
});

test('labels that are too close are moved apart, in their order', () => {
  assert.deepEqual(apart([10, 50, 90], 14), [10, 50, 90]);
  assert.deepEqual(apart([50, 51, 52], 14), [37, 51, 65]);
  assert.deepEqual(apart([50, 50, 50], 14), [36, 50, 64]);
});

test('leaves out what has no interval, and sorts', () => {
  const looks = drawable([
    { at: '2026-11-10T12:00:00Z', estimate: 1, lower: 0, upper: 2 },
    { at: '2026-11-10T11:00:00Z', estimate: 1, lower: null, upper: 2 },
    { at: 'soon', estimate: 1, lower: 0, upper: 2 },
    { at: '2026-11-10T10:00:00Z', estimate: 3, lower: 0, upper: 4 },
  ]);
  assert.deepEqual(
    looks.map(({ at }) => at),
    [START, START + 2 * HOUR],
  );
});

test('writes states, shares, spans and stages in words', () => {
  assert.deepEqual(
    [
      'pending',
      'running',
      'held',
      'paused',
      'completed',
      'rolled_back',
      'stopped',
      'half_done',
    ].map(words.stateWord),
    [
      'Not started',
      'Running',
      'Held',
      'Paused',
      'Completed',
      'Rolled back',
      'Stopped',
      'half done',
    ],
  );
  assert.deepEqual([0, 5, 50, 1000, 1250, 10_000, undefined].map(words.share), [
    '0 %',
    '0.05 %',
    '0.5 %',
    '10 %',
    '12.5 %',
    '100 %',
    '–',
  ]);
  assert.deepEqual([0, 59, 60, 3_661, 86_400, 183_600, 86_401, null].map(words.span), [
    '0 s',
    '59 s',
    '1 min',
    '1 h 1 min',
    '1 d',
    '2 d 3 h',
    '1 d',
    '–',
  ]);
  assert.equal(
    words.stageWord({ index: 1, of: 4, kind: 'ramp', share: 2500 }),
    '25 % · stage 2 of 4',
  );
  assert.equal(
    words.stageWord({ index: 0, of: 5, kind: 'shadow', share: 500 }),
    'shadow 5 % · stage 1 of 5',
  );
  assert.equal(
    words.stageWord({ index: 0, of: 1, kind: 'experiment', share: 5000 }),
    '50 % · no stages',
  );
  assert.equal(words.stageWord(null), '–');
});

test('writes figures as the sentences of the statistics do', () => {
  assert.deepEqual(
    [0, 0.0042, 0.15, 4.06, 12.34, 1234.5, -0.00001, 0.00042, NaN, null].map(words.number),
    ['0', '0.004', '0.15', '4.06', '12.3', '1,235', '-0.00001', '0.00042', '–', '–'],
  );
  assert.deepEqual(
    ['share', 'seconds', 'number'].map((unit) => words.value(unit, 0.5)),
    ['50 %', '0.5 s', '0.5'],
  );
  assert.deepEqual(
    ['share', 'seconds', 'number'].map((unit) => words.difference(unit, 0.021)),
    ['+2.1 points', '+0.021 s', '+0.021'],
  );
  assert.equal(words.difference('share', -0.011), '-1.1 points');
  assert.equal(words.moment('2026-11-14T13:30:00Z', START), '14 Nov, 13:30');
  assert.equal(words.moment('2025-11-14T13:30:00Z', START), '14 Nov 2025, 13:30');
  assert.equal(words.moment(null), '–');
});
