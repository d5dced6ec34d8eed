// Headers of an answer that the second rung gave.

export const ID = '0199a7c2-5d1e-7c3a-9a51-3f1f0c2b7d10';

export const SECOND = {
  'x-request-id': ID,
  'x-sluice-route': 'slang',
  'x-sluice-model': 'slang-base',
  'x-sluice-rung': '2',
  'x-sluice-verdict': 'accepted',
  'x-sluice-confidence': '0.8312',
  'x-sluice-calibrated': 'false',
  'x-sluice-window': '3',
  'x-sluice-fallback': '1=unsure(0.4100)',
};
