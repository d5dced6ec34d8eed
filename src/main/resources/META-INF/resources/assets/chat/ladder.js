// Which rungs were tried for an answer and how each ended: from the headers, before the records
// have it.

import { el } from '../shell/dom.js';

/** @typedef {import('./chat.js').Headers} Headers */
/** @typedef {import('./chat.js').Side} Side */
/** @typedef {{rung: number, model?: string, said: string, out: boolean}} Row */

/** @type {Record<string, string>} */
const REASONS = {
  unsure: 'unsure',
  slow: 'too slow',
  lost: 'overtaken by another',
  timed_out: 'timed out',
  unreachable: 'not reachable',
  refused: 'refused the request',
  invalid: 'called the request invalid',
  busy: 'busy',
  breaker_open: 'skipped for a while, because it failed too often',
  cut: 'broke off',
  error_event: 'sent an error',
};

/** @type {Record<string, string>} */
const VERDICTS = {
  accepted: 'accepted',
  unscored: 'could not be scored, so it passed',
  best: 'below its threshold, but the best there was',
};

/**
 * `1=unsure(0.4100), 2=timed_out` as `[{rung, reason, confidence}]`; what can't be read is left
 * out.
 */
export function readFallback(text = '') {
  return [...text.matchAll(/(\d+)=(\w+)(?:\(([\d.]+)\))?/g)].map(
    ([, rung, reason, confidence]) => ({
      rung: Number(rung),
      reason: REASONS[reason] ?? reason.replaceAll('_', ' '),
      ...(confidence === undefined ? {} : { confidence: Number(confidence) }),
    }),
  );
}

/**
 * A confidence as it is shown; one without a calibration is only a score, and says so.
 *
 * @param {string | number | undefined} value
 * @param {string} [calibrated]
 */
export function confidence(value, calibrated) {
  if (value === undefined || value === null || value === '') return undefined;
  const shown = Number.isFinite(Number(value))
    ? String(Math.round(Number(value) * 100) / 100)
    : String(value);
  return String(calibrated) === 'false' ? `${shown}, uncalibrated` : shown;
}

/** The rungs as a list, shown as soon as there is more to tell than one that served. */
export class Ladder {
  /** @type {Row[]} */ #rows = [];
  /** @type {Headers} */ #headers = {};

  constructor() {
    this.element = el('ol', {
      className: 'rungs',
      ariaLabel: 'Rungs',
      hidden: true,
    });
  }

  clear() {
    this.#rows = [];
    this.#headers = {};
    this.#draw();
  }

  /**
   * From the headers of an answer.
   *
   * @param {Headers} headers
   */
  served(headers) {
    this.#headers = headers;
    this.#rows = readFallback(headers['x-sluice-fallback']).map(
      ({ rung, reason, confidence: of }) => ({
        rung,
        said: of === undefined ? reason : `${reason}, confidence ${confidence(of)}`,
        out: true,
      }),
    );
    this.#serves(headers['x-sluice-rung'], headers['x-sluice-model'], this.#verdict());
  }

  /**
   * Another rung's answer has taken the place of what was there.
   *
   * @param {{replaced: Side, by: Side}} sides
   */
  replaced({ replaced, by }) {
    const score = confidence(replaced?.confidence);
    this.#out(replaced, score === undefined ? 'replaced' : `replaced, confidence ${score}`);
    const of = confidence(by?.confidence);
    this.#serves(by?.rung, by?.model, of === undefined ? undefined : `confidence ${of}`);
  }

  /**
   * Another rung goes on with what was there.
   *
   * @param {Headers} before
   * @param {Headers} headers
   */
  continued(before, headers) {
    this.#out(
      {
        rung: Number(before['x-sluice-rung']),
        model: before['x-sluice-model'],
      },
      'broke off',
    );
    this.#serves(headers['x-sluice-rung'], headers['x-sluice-model'], 'continued the answer');
  }

  /**
   * From the attempts of the record: which model each rung is.
   *
   * @param {{rung: number, model?: string}[]} attempts
   */
  name(attempts) {
    for (const row of this.#rows) {
      row.model ??= attempts.find(({ rung }) => rung === row.rung)?.model;
    }
    this.#draw();
  }

  #verdict() {
    const headers = this.#headers;
    const verdict = headers['x-sluice-verdict'];
    const of = confidence(headers['x-sluice-confidence'], headers['x-sluice-calibrated']);
    return (
      [VERDICTS[verdict] ?? verdict, of && `confidence ${of}`].filter(Boolean).join(', ') ||
      undefined
    );
  }

  /**
   * @param {Side | undefined} side
   * @param {string} said
   */
  #out(side, said) {
    this.#rows = this.#rows.filter(({ out, rung }) => out && rung !== Number(side?.rung));
    this.#rows.push({
      rung: Number(side?.rung),
      model: side?.model,
      said,
      out: true,
    });
    this.#draw();
  }

  /**
   * @param {string | number | undefined} rung
   * @param {string | undefined} model
   * @param {string} [said]
   */
  #serves(rung, model, said) {
    if (rung === undefined) return this.#draw();
    this.#rows.push({
      rung: Number(rung),
      model,
      said: said ? `served: ${said}` : 'served',
      out: false,
    });
    this.#draw();
  }

  #draw() {
    const judged = ['unscored', 'best'].includes(this.#headers['x-sluice-verdict']);
    this.element.hidden = this.#rows.length < 2 && !judged;
    this.element.replaceChildren(
      ...this.#rows.map(({ rung, model, said, out }) =>
        el(
          'li',
          { className: out ? 'out' : 'in' },
          el('span', { className: 'rung', textContent: `Rung ${rung}` }),
          model ? el('code', { textContent: model }) : null,
          el('span', { textContent: said }),
        ),
      ),
    );
  }
}
