-- What became of things, in the words of the feature that has done it, written in the same transaction. Streams and
-- webhooks read from here.

-- How far each kind goes. Whoever appends has the lock of this row to the end of the transaction, so that the events of a
-- kind are committed in the order of their numbers, and a reader that has seen one has missed none before it.
create table event_kind (
    kind      text primary key,
    last      bigint not null,
    forgotten bigint not null default 0
);

comment on column event_kind.forgotten is 'the last number that is deleted: who has not read so far has missed something';

create table event (
    kind       text not null,
    number     bigint not null,
    subject    text,
    route      text not null,
    at         timestamptz not null,
    version    bigint,
    payload    json not null,
    notice     json,
    written_at timestamptz not null default now(),
    primary key (kind, number)
);

comment on table event is 'json, not jsonb: it is given as it was written';
comment on column event.subject is 'null when it is about everything on its route';
comment on column event.payload is 'what streams tell';
comment on column event.notice is 'what webhooks are told; null when they are not';

create index event_of on event (subject, kind, number);
create index event_age on event (written_at);

-- What there was before: the last month of it, which is as long as events are kept.

create function pg_temp.instant(at timestamptz) returns text language sql immutable as $$
    select to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS')
        || case when extract(microseconds from at)::bigint % 1000000 = 0 then ''
                when extract(microseconds from at)::bigint % 1000 = 0 then to_char(at at time zone 'UTC', '.MS')
                else to_char(at at time zone 'UTC', '.US') end
        || 'Z' $$;

create function pg_temp.short(words text) returns text language sql immutable as $$
    select case when length(words) > 4000 then left(words, 4000) || '...' else words end $$;

create function pg_temp.as_json(written text) returns json language plpgsql as $$
begin
    return written::json;
exception when others then
    return to_json(written);
end $$;

insert into event (kind, number, subject, route, at, version, payload, notice, written_at)
select 'experiment.change', c.seq, c.experiment, c.route, c.at, c.version,
       (select row_to_json(p) from (select c.seq, c.action, c.by, c.before, c.after, c.version, c.reason,
                                           pg_temp.instant(c.at) as at) p),
       (select row_to_json(n) from (select c.experiment, c.route, c.seq as sequence, c.action, c.by, c.before, c.after,
                                           c.version, pg_temp.short(c.reason) as reason) n),
       least(c.at, now())
from experiment_change c
where c.at > now() - interval '30 days';

insert into event (kind, number, subject, route, at, payload, notice, written_at)
select 'experiment.decision', d.id, d.experiment, coalesce(e.route, ''), d.at,
       (select row_to_json(p) from (select d.id, pg_temp.instant(d.at) as at, d.stage, d.kind, d.sentence,
                                           pg_temp.as_json(d.inputs) as inputs) p),
       case when d.kind <> 'stay' then
           (select row_to_json(n) from (select d.experiment, e.route, d.id as decision, d.stage, d.kind,
                                               pg_temp.short(d.sentence) as sentence) n) end,
       least(d.at, now())
from experiment_decision d
    left join experiment e on e.id = d.experiment
where d.at > now() - interval '30 days';

insert into event_kind (kind, last, forgotten)
select 'experiment.change', s.last,
       coalesce((select max(c.seq) from experiment_change c where c.at <= now() - interval '30 days'), 0)
from experiment_sequence s
union all
select 'experiment.decision', coalesce(max(d.id), 0),
       coalesce(max(d.id) filter (where d.at <= now() - interval '30 days'), 0)
from experiment_decision d;

-- How far each webhook has been told, of each kind.
alter table webhook_cursor rename to webhook_cursor_before;
alter index webhook_cursor_pkey rename to webhook_cursor_before_pkey;

create table webhook_cursor (
    webhook text not null,
    kind    text not null,
    number  bigint not null,
    primary key (webhook, kind)
);

comment on column webhook_cursor.webhook is 'host of its address and the beginning of the address''s SHA-256, since an address is often a credential';

insert into webhook_cursor (webhook, kind, number)
select webhook, 'experiment.change', change_seq from webhook_cursor_before
union all
select webhook, 'experiment.decision', decision_id from webhook_cursor_before;

drop table webhook_cursor_before;

-- Messages are about whatever there is to tell of.
alter table webhook_delivery rename column experiment to subject;
alter table webhook_delivery add column topic text not null default 'experiment';

comment on column webhook_delivery.topic is 'what the subject is: experiment';
comment on column webhook_delivery.subject is 'null for a message about a whole route';

drop index webhook_delivery_of;
create index webhook_delivery_of on webhook_delivery (topic, subject, created_at);
