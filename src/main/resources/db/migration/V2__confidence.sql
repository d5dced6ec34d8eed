-- How sure an answer was, and what came of it. The columns are added to the tables and with them to the partitions of
-- all days; none is filled, so that it takes no time however much there is.

alter table attempt
    add column purpose           text not null default 'answer',
    add column verdict           text,
    add column confidence_source text,
    add column verdict_reason    text,
    add column raw_score         double precision,
    add column confidence        double precision,
    add column calibrated        boolean,
    add column threshold         double precision,
    add column window_tokens     bigint,
    add column window_bytes      bigint,
    add column window_opened_us  bigint,
    add column window_closed_us  bigint;

comment on column attempt.purpose is 'answer, retry, hedge, again, continuation, sample, verifier';
comment on column attempt.verdict is 'null when the answer was not judged; then the columns behind it are null as well';
comment on column attempt.raw_score is 'the score before calibration';
comment on column attempt.window_opened_us is 'from the attempt''s start to the first token held; null when there was none';
comment on column attempt.window_closed_us is 'from the attempt''s start to the verdict';

alter table inference
    add column confidence        double precision,
    add column confidence_source text,
    add column calibrated        boolean,
    add column verdict           text,
    add column fallbacks         smallint;

comment on column inference.confidence is 'of the attempt that answered; null when there is none';
comment on column inference.fallbacks is 'steps to another rung; null in what was recorded before they were counted';
