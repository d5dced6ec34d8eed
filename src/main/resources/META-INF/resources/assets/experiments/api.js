// The part of the API that this page reads, with the fields that it shows.

import { address as below, call } from '../shell/api.js';

/**
 * @typedef {'pending' | 'running' | 'held' | 'paused' | 'completed' | 'rolled_back' | 'stopped'}
 *     State
 */

/**
 * One step of the plan.
 *
 * @typedef {object} Stage
 * @property {'shadow' | 'ramp' | 'full' | 'experiment'} kind
 * @property {number} share basis points
 * @property {number} duration_s
 * @property {number} units
 * @property {string} monitoring
 * @property {boolean} approval
 * @property {boolean} evidence
 */

/**
 * The current stage, or the one the experiment ended in.
 *
 * @typedef {object} PresentStage
 * @property {number} index
 * @property {number} of
 * @property {Stage['kind']} kind
 * @property {number} share
 * @property {number | null} watched_s
 * @property {number} duration_s
 * @property {number} units_needed
 * @property {boolean} approval
 * @property {boolean} approved
 */

/**
 * @typedef {object} Variant
 * @property {string} name
 * @property {string | null} [model]
 * @property {number | null} [threshold]
 * @property {Rung[] | null} [ladder]
 */

/** @typedef {{model: string, threshold?: number | null}} Rung */

/**
 * An experiment.
 *
 * @typedef {object} View
 * @property {string} id
 * @property {string} route
 * @property {string} [description]
 * @property {State} state
 * @property {string | null} [outcome]
 * @property {string | null} [reason]
 * @property {string | null} [winner]
 * @property {boolean} [retired]
 * @property {number} version
 * @property {string | null} [started_at]
 * @property {string | null} [ended_at]
 * @property {string | null} [changed_at]
 * @property {PresentStage | null} [stage]
 * @property {Stage[]} [stages]
 * @property {Variant[]} [variants]
 * @property {string[]} [guardrails]
 * @property {number} [share]
 * @property {boolean} [switched_off]
 * @property {string | null} [unservable]
 */

/** @typedef {'share' | 'seconds' | 'number'} Unit of a metric */
/** @typedef {{units?: number, mean?: number}} Mean */

/**
 * @typedef {object} Comparison
 * @property {string} candidate
 * @property {string} metric
 * @property {Unit} unit
 * @property {boolean} lower_is_worse
 * @property {string} [sentence]
 * @property {{stage: number, share: number, candidate?: Mean, control?: Mean}[]} [strata]
 * @property {number | null} [higher_probability]
 * @property {{if_candidate: number, if_control: number} | null} [expected_loss]
 */

/**
 * @typedef {object} Shadow
 * @property {number} copies
 * @property {number} failed
 * @property {number} served_failed
 * @property {number} similarity
 * @property {number} seconds
 * @property {number} served_seconds
 * @property {number | string | null} [cost_usd]
 * @property {number | string | null} [served_cost_usd]
 */

/** @typedef {{text: string, candidate: string, verdict: string, sentence?: string}} Judgement */

/**
 * @typedef {object} MeasuredVariant
 * @property {string} name
 * @property {number} [enrolled]
 * @property {number} [inferences]
 * @property {Record<string, Mean>} [metrics]
 */

/**
 * @typedef {object} SampleRatio
 * @property {boolean} enough
 * @property {boolean} broken
 * @property {string} [sentence]
 * @property {Record<string, number>} [counts]
 */

/**
 * What the figures say.
 *
 * @typedef {object} Analysis
 * @property {number} stage
 * @property {Record<string, {enrolled: number, in_stage: number}>} [units]
 * @property {SampleRatio} [sample_ratio]
 * @property {number} conflicts
 * @property {string | null} [feedback_shift]
 * @property {MeasuredVariant[]} [variants]
 * @property {Comparison[]} [comparisons]
 * @property {Judgement[]} [guardrails]
 * @property {{sentence: string}[]} [detectable]
 * @property {Shadow | null} [shadow]
 * @property {string[]} [missing]
 */

/**
 * @typedef {object} Decision
 * @property {number} id
 * @property {string} at
 * @property {number} [stage]
 * @property {string} kind
 * @property {string} [sentence]
 * @property {object} [inputs]
 */

/**
 * @typedef {object} Change
 * @property {string} at
 * @property {string} [action]
 * @property {string} [by]
 * @property {string | null} [before]
 * @property {string | null} [after]
 * @property {string} [reason]
 * @property {number | null} [version]
 */

/**
 * The difference at one look; `at` is in milliseconds once it is drawable.
 *
 * @typedef {object} Look
 * @property {number} at
 * @property {number} stage
 * @property {number} units
 * @property {number} estimate
 * @property {number} lower
 * @property {number} upper
 */

/**
 * @typedef {object} Switch
 * @property {boolean} [switched_off]
 * @property {boolean} [configured]
 * @property {string} [reason]
 * @property {string} [changed_at]
 * @property {string} [key]
 */

/**
 * The address below `api/experiments`.
 *
 * @param {...string} parts
 */
export const address = (...parts) => below('api/experiments', parts, 'experiment');

/** @param {...string} parts */
export const get = (...parts) => call('GET', address(...parts));
