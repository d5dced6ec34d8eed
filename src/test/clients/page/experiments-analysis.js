// What the API says of the figures of an experiment.

export function analysis(id, changed = {}) {
  return {
    experiment: id,
    at: '2026-11-14T13:30:00Z',
    state: 'running',
    stage: 1,
    units: {
      candidate: { enrolled: 812, in_stage: 400 },
      control: { enrolled: 798, in_stage: 88 },
    },
    sample_ratio: {
      p: 0.73,
      chi_squared: 0.12,
      enough: true,
      broken: false,
      sentence: 'The 1,610 units went to the variants as planned, or nearly (p = 0.73).',
      counts: { candidate: 812, control: 798 },
      planned: { candidate: 5000, control: 5000 },
    },
    conflicts: 0,
    last_served: '2026-11-14T13:29:12Z',
    feedback_shift: null,
    variants: [
      {
        name: 'control',
        enrolled: 798,
        inferences: 5210,
        metrics: {
          rating: { units: 310, mean: 3.91, deviation: 0.9 },
          completion: { units: 798, mean: 0.987, deviation: 0.05 },
          latency: { units: 798, mean: 0.84, deviation: 0.3 },
        },
      },
      {
        name: 'candidate',
        enrolled: 812,
        inferences: 5402,
        metrics: {
          rating: { units: 322, mean: 4.06, deviation: 0.9 },
          completion: { units: 812, mean: 0.991, deviation: 0.05 },
          latency: { units: 812, mean: 0.61, deviation: 0.2 },
        },
      },
    ],
    comparisons: [
      {
        candidate: 'candidate',
        metric: 'rating',
        unit: 'number',
        lower_is_worse: true,
        estimate: 0.15,
        lower: -0.05,
        upper: 0.35,
        p: 0.2,
        alpha: 0.05,
        units: 632,
        sentence:
          'candidate: rated 0.15 higher (4.06 against 3.91, with 322 and 310 units); no difference is shown: the difference is from -0.05 to 0.35 (always-valid p = 0.20, alpha = 0.050).',
        strata: [
          {
            stage: 0,
            share: 1000,
            candidate: { units: 120, mean: 4.01 },
            control: { units: 115, mean: 3.9 },
          },
          {
            stage: 1,
            share: 2500,
            candidate: { units: 202, mean: 4.09 },
            control: { units: 195, mean: 3.92 },
          },
        ],
        higher_probability: null,
        expected_loss: null,
      },
      {
        candidate: 'candidate',
        metric: 'completion',
        unit: 'share',
        lower_is_worse: true,
        estimate: 0.004,
        lower: -0.011,
        upper: 0.019,
        p: 0.6,
        alpha: 0.05,
        units: 1610,
        sentence:
          'candidate: completion 0.4 points higher (99.1 % against 98.7 %, with 812 and 798 units); no difference is shown: the difference is from -1.1 points to 1.9 points (always-valid p = 0.60, alpha = 0.050).',
        strata: [],
        higher_probability: 0.93,
        expected_loss: { if_candidate: 0.0001, if_control: 0.0042 },
      },
    ],
    guardrails: [
      {
        text: 'rating_drop > 0.3',
        candidate: 'candidate',
        verdict: 'open',
        sentence:
          "rated 0.15 higher (4.06 against 3.91, with 322 and 310 units); rating_drop > 0.3 allows 0.3 less; it can't be judged yet: anything from 0.71 within it to 0.02 beyond it is possible (alpha = 0.017).",
        at_least: -0.71,
        at_most: 0.02,
        limit: '0.3 less',
      },
      {
        text: 'errors > 5 %',
        candidate: 'candidate',
        verdict: 'clear',
        sentence:
          'errors 0.9 % with 812 units; errors > 5 % allows at most 5 %; it is kept by at least 2.1 points (alpha = 0.017).',
        at_least: -0.06,
        at_most: -0.021,
        limit: 'at most 5 %',
      },
      {
        text: 'latency > 2x',
        candidate: 'candidate',
        verdict: 'too_early',
        sentence:
          "12 units of the candidate and 9 of the control are too few (100 of each are needed in a stage): latency > 2x can't be judged yet.",
        at_least: null,
        at_most: null,
        limit: 'at most 2 times the control',
      },
    ],
    detectable: [
      {
        metric: 'rating',
        difference: 0.17,
        by: '2026-11-20',
        sentence:
          "rating: can detect a difference of 0.17 or more by 2026-11-20 at today's traffic (900 units of each variant).",
      },
    ],
    shadow: null,
    missing: [
      '2 d 20 h more in this stage',
      '12 more units of control',
      'the approval of a person',
    ],
    ...changed,
  };
}

/**
 * So many looks from the 10th of November on, one each `minutes`; the intervals close in on
 * `towards`.
 */
export function looks(
  howMany,
  { minutes = 60, towards = 0.15, width = 1.2, stageEvery = 72 } = {},
) {
  const start = Date.parse('2026-11-10T10:00:00Z');
  let seed = 7;
  const random = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647 - 0.5;
  return Array.from({ length: howMany }, (_, i) => {
    const half = width / Math.sqrt(1 + i / 2);
    const estimate = towards + random() * half * 0.4;
    return {
      at: new Date(start + i * minutes * 60_000).toISOString(),
      stage: Math.min(3, Math.floor(i / stageEvery)),
      units: 20 + i * 16,
      estimate,
      lower: estimate - half,
      upper: estimate + half,
    };
  });
}
