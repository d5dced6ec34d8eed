-- Experiments: what they are, what was done to them, who was served what, and what came of it.

alter table inference
    add column experiment text,
    add column variant    text,
    add column stage      smallint,
    add column assignment text,
    add column shadow_of  uuid,
    add column similarity double precision;

comment on column inference.variant is 'null where the route served what it serves without an experiment';
comment on column inference.stage is 'of the experiment''s rollout, from 0';
comment on column inference.assignment is 'enrolled, drawn, tester, shadow; null with the variant';
comment on column inference.shadow_of is 'the inference that this one, which nobody saw, is a copy of';
comment on column inference.similarity is 'of a shadow''s answer to the one that was served, 0 to 1';

create index inference_experiment on inference (experiment, id) where experiment is not null;

-- The same, with the variant that really served.
create or replace view feedback_served as
select f.inference_id, i.id as served_id, f.giver, f.name, f.kind, f.number, f.text, coalesce(f.unit, i.unit) as unit,
       f.key_name as given_by_key, f.revision, f.given_at, f.changed_at,
       i.started_at, i.operation, i.route, i.requested_model, i.model, i.served_model, i.rung, i.outcome, i.verdict,
       i.confidence, i.confidence_source, i.calibrated, i.fallbacks, i.key_name, i.first_token_us, i.duration_us,
       i.completion_tokens, i.cost, i.experiment, i.variant, i.stage, i.assignment
from feedback f
    join inference i on i.id = f.inference_id;

-- One row for each experiment there ever was. The definition is kept as it was given; it does not change once it runs.
create table experiment (
    id             text primary key,
    route          text not null,
    definition     text not null,
    state          text not null,
    outcome        text,
    reason         text,
    winner         text,
    stage          smallint not null default 0,
    stage_since    timestamptz,
    stage_watched_ms bigint not null default 0,
    approved       smallint not null default -1,
    retired        boolean not null default false,
    version        bigint not null default 1,
    created_at     timestamptz not null,
    started_at     timestamptz,
    ended_at       timestamptz,
    changed_at     timestamptz not null
);

comment on column experiment.state is 'pending, running, held, paused, completed, rolled_back, stopped';
comment on column experiment.outcome is 'pass, fail, inconclusive; null before the end';
comment on column experiment.reason is 'in words: why it is held, or how it ended';
comment on column experiment.winner is 'the variant that everybody is served after the end, until it is retired';
comment on column experiment.stage_watched_ms is 'time in the stage in which a leader watched: what its duration is measured by';
comment on column experiment.approved is 'the last stage that a person has agreed to leave';
comment on column experiment.version is 'one more with each change; whoever changes says which one it has seen';

create index experiment_route on experiment (route, created_at);

-- A route whose experiments are switched off.
create table route_switch (
    route      text primary key,
    reason     text not null,
    key_name   text,
    changed_at timestamptz not null
);

-- Grows with each change of what requests meet, in the transaction of that change: its lock brings them into one order.
create table experiment_sequence (
    only_one boolean primary key default true check (only_one),
    last     bigint not null
);
insert into experiment_sequence (last) values (0);

-- Every change, by whomever.
create table experiment_change (
    seq        bigint primary key,
    experiment text,
    route      text not null,
    action     text not null,
    by         text not null,
    before     text,
    after      text,
    version    bigint,
    reason     text not null,
    at         timestamptz not null
);

comment on column experiment_change.by is 'key: and the name of the API key, local for a request without one, controller, or breaker';
comment on column experiment_change.before is 'the state before; null when there was none, or none changed';

create index experiment_change_of on experiment_change (experiment, seq);

-- What the controller decided, with all it knew. Kept also when nothing changed, but not twice in a row with the same words.
create table experiment_decision (
    id         bigint generated always as identity primary key,
    experiment text not null,
    at         timestamptz not null,
    stage      smallint not null,
    kind       text not null,
    sentence   text not null,
    inputs     text not null
);

create index experiment_decision_of on experiment_decision (experiment, id);

-- The intervals as they were at some looks, for the plot over time.
create table experiment_look (
    experiment text not null,
    candidate  text not null,
    metric     text not null,
    at         timestamptz not null,
    stage      smallint not null,
    units      bigint not null,
    estimate   double precision not null,
    lower      double precision not null,
    upper      double precision not null,
    primary key (experiment, candidate, metric, at)
);

-- The recorded fact that a unit was served a variant, once for each experiment. Written with the records.
create table exposure (
    experiment   text not null,
    unit         text not null,
    variant      text not null,
    stage        smallint not null,
    inference_id uuid not null,
    exposed_at   timestamptz not null,
    primary key (experiment, unit)
);

create index exposure_when on exposure (experiment, exposed_at);

-- Sums of what came of a unit's inferences, added up in the transaction that stores them: an analysis reads one row for a
-- unit and a stage, however much it asked.
create table unit_outcome (
    experiment      text not null,
    unit            text not null,
    variant         text not null,
    stage           smallint not null,
    inferences      bigint not null,
    ended           bigint not null,
    completed       bigint not null,
    fallbacks       bigint not null,
    confidence_n    bigint not null,
    confidence_sum  double precision not null,
    first_token_n   bigint not null,
    first_token_us  bigint not null,
    duration_n      bigint not null,
    duration_us     bigint not null,
    tokens_n        bigint not null,
    tokens          bigint not null,
    cost_n          bigint not null,
    cost            numeric(24, 10) not null,
    last_at         timestamptz not null,
    primary key (experiment, unit, variant, stage)
);

comment on column unit_outcome.stage is 'the experiment''s when the inferences were served; the unit may have been enrolled in an earlier one';
comment on column unit_outcome.ended is 'inferences that the client or the operator did not end: what rates are shares of';
comment on column unit_outcome.fallbacks is 'of those in ended';

-- How far each webhook has been told: what comes after is put into webhook_delivery, by whoever has this row's lock.
create table webhook_cursor (
    webhook        text primary key,
    change_seq     bigint not null,
    decision_id    bigint not null,
    first_decision bigint not null
);

comment on column webhook_cursor.webhook is 'host of its address and the beginning of the address''s SHA-256, since an address is often a credential';
comment on column webhook_cursor.first_decision is 'the last decision before the webhook was first seen: nothing up to it is told';

-- Messages to other systems, until they are delivered or given up.
create table webhook_delivery (
    id           uuid primary key,
    webhook      text not null,
    experiment   text,
    event        text not null,
    body         text not null,
    created_at   timestamptz not null,
    attempts     integer not null default 0,
    next_at      timestamptz not null,
    delivered_at timestamptz,
    given_up_at  timestamptz,
    last_error   text
);

comment on column webhook_delivery.id is 'made of the webhook and of what it tells: whoever inserts it again inserts nothing';
comment on column webhook_delivery.experiment is 'null for a route that was switched';
comment on column webhook_delivery.next_at is 'when it is due; while an attempt is under way, when that is taken for lost';

create index webhook_delivery_due on webhook_delivery (webhook, next_at) where delivered_at is null and given_up_at is null;
create index webhook_delivery_of on webhook_delivery (experiment, created_at);
create index webhook_delivery_age on webhook_delivery (created_at);
