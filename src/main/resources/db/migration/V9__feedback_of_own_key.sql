-- Feedback of keys that may only rate what they asked themselves. It may come before the record, which alone says who
-- asked: so it is kept, and counts only if the record says the same key.

alter table feedback add column own_only boolean not null default false;

comment on column feedback.own_only is 'whether it counts only where the key that gave it is the key that asked';

create or replace view feedback_served as
select f.inference_id, i.id as served_id, f.giver, f.name, f.kind, f.number, f.text, coalesce(f.unit, i.unit) as unit,
       f.key_name as given_by_key, f.revision, f.given_at, f.changed_at,
       i.started_at, i.operation, i.route, i.requested_model, i.model, i.served_model, i.rung, i.outcome, i.verdict,
       i.confidence, i.confidence_source, i.calibrated, i.fallbacks, i.key_name, i.first_token_us, i.duration_us,
       i.completion_tokens, i.cost, i.experiment, i.variant, i.stage, i.assignment
from feedback f
    join inference i on i.id = f.inference_id
where not f.own_only or f.key_name is not distinct from i.key_name;
