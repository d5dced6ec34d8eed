-- What became of every inference. Rows are written once, in batches, by the recorder, and never changed.
-- Ids are UUIDv7 and begin with the time: the tables are partitioned by id, one partition for each day (UTC), so that
-- an id alone leads to its partition and retention drops whole partitions.

create table inference (
    id               uuid primary key,
    started_at       timestamptz not null,
    operation        text not null,
    route            text not null,
    requested_model  text not null,
    served_model     text,
    model            text,
    streaming        boolean not null,
    key_name         text,
    unit             text,
    outcome          text not null,
    party            text not null,
    status           smallint not null,
    error_code       text,
    rung             smallint not null,
    bytes_in         bigint not null,
    bytes_out        bigint not null,
    first_token_us   bigint,
    mean_gap_us      bigint,
    worst_gap_us     bigint,
    duration_us      bigint not null,
    overhead_us      bigint not null,
    prompt_tokens    bigint,
    cached_tokens    bigint,
    completion_tokens bigint,
    tokens_reported  boolean not null,
    cost             numeric(20, 10)
) partition by range (id);

comment on column inference.model is 'name in sluice.yaml of the model that answered; null when none did';
comment on column inference.served_model is 'what the upstream called the model that answered';
comment on column inference.status is 'HTTP status the client got; 0 when it left before there was one';
comment on column inference.tokens_reported is 'false: counted as they passed, at least so many';
comment on column inference.cost is 'USD, of all attempts; null when no price is known';

create index inference_route on inference (route, id);
create index inference_key on inference (key_name, id);
create index inference_unit on inference (unit, id) where unit is not null;

create table attempt (
    inference_id     uuid not null,
    ordinal          smallint not null,
    rung             smallint not null,
    model            text not null,
    upstream         text not null,
    sent_model       text not null,
    served_model     text,
    result           text not null,
    status           smallint not null,
    committed        boolean not null,
    started_us       bigint not null,
    head_us          bigint,
    first_token_us   bigint,
    duration_us      bigint not null,
    prompt_tokens    bigint,
    cached_tokens    bigint,
    completion_tokens bigint,
    tokens_reported  boolean not null,
    cost             numeric(20, 10),
    primary key (inference_id, ordinal)
) partition by range (inference_id);

-- Only of routes that say so; kept for less long than the rest.
create table inference_text (
    inference_id     uuid primary key,
    request          bytea not null,
    answer           bytea not null,
    answer_cut       boolean not null
) partition by range (inference_id);

-- The smallest UUIDv7 of a day.
create function day_start(day date) returns uuid
    language sql immutable strict
    return (lpad(to_hex((extract(epoch from day) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid;

-- Makes a day's partition of a table, unless it is there. Attached and not created as one: that does not wait for
-- those who read or write the table, and they don't wait for it.
create function ensure_partition(parent text, day date) returns void
    language plpgsql as
$$
declare
    name text := parent || '_' || to_char(day, 'YYYYMMDD');
begin
    if to_regclass(name) is not null then
        return;
    end if;
    perform pg_advisory_xact_lock(hashtext('sluice partitions'));
    if to_regclass(name) is null then
        execute format('create table %I (like %I including all)', name, parent);
        execute format('alter table %I attach partition %I for values from (%L) to (%L)',
                       parent, name, day_start(day), day_start(day + 1));
    end if;
end
$$;

-- Drops the partitions of a table whose day is before the given one; gives how many.
create function drop_partitions(parent text, before date) returns integer
    language plpgsql as
$$
declare
    old text;
    dropped integer := 0;
begin
    for old in
        select child.relname from pg_inherits
            join pg_class child on child.oid = inhrelid
            join pg_class above on above.oid = inhparent
        where above.relname = parent and child.relname < parent || '_' || to_char(before, 'YYYYMMDD')
    loop
        execute format('drop table %I', old);
        dropped := dropped + 1;
    end loop;
    return dropped;
end
$$;
