-- What people and programs say of an answer afterwards. A row is one thing that one giver says of one inference: its last
-- word, with the number of times it changed. Partitioned as the inferences are, so that it goes with them.

create table feedback (
    inference_id     uuid not null,
    giver            text not null,
    name             text not null,
    kind             text not null,
    number           double precision,
    text             text,
    client_id        text,
    unit             text,
    key_name         text,
    revision         integer not null default 1,
    given_at         timestamptz not null,
    changed_at       timestamptz not null,
    primary key (inference_id, giver, name)
) partition by range (inference_id);

comment on column feedback.giver is 'who says it: id: and the client''s id, unit: and the user, or empty when neither is given';
comment on column feedback.name is 'rating, thumbs, comment, or the name of a value';
comment on column feedback.kind is 'rating, thumbs, number, truth, text, comment';
comment on column feedback.number is 'rating: 1 to 5; thumbs and truth: 1 or 0; number: itself; otherwise null';
comment on column feedback.unit is 'as it was given with the feedback; null: that of the inference';
comment on column feedback.revision is '1 when first given, one more for each change';

create index feedback_name on feedback (name, inference_id);

-- Feedback with what really served. Only of inferences whose record is there: one that arrives later joins by itself.
-- Both ids are the same; bound both, since a range on the one does not keep the planner from the days of the other.
create view feedback_served as
select f.inference_id, i.id as served_id, f.giver, f.name, f.kind, f.number, f.text, coalesce(f.unit, i.unit) as unit,
       f.key_name as given_by_key, f.revision, f.given_at, f.changed_at,
       i.started_at, i.operation, i.route, i.requested_model, i.model, i.served_model, i.rung, i.outcome, i.verdict,
       i.confidence, i.confidence_source, i.calibrated, i.fallbacks, i.key_name, i.first_token_us, i.duration_us,
       i.completion_tokens, i.cost
from feedback f
    join inference i on i.id = f.inference_id;
