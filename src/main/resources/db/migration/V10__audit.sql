-- Who did what to what, and why: one chain for each project. Entries are written in the transaction of whatever is done.
create table audit_entry (
    project text not null,
    number  bigint not null,
    at      timestamptz not null,
    by      text not null,
    action  text not null,
    subject text not null,
    before  text,
    after   text,
    reason  text not null,
    hash    text not null,
    primary key (project, number)
);

comment on column audit_entry.hash is 'SHA-256 over the hash before it and this entry, in hexadecimal digits; docs/audit.md';

create index audit_of on audit_entry (project, subject, number);

-- Where each chain ends. Whoever appends has the lock of this row to the end of the transaction.
create table audit_end (
    project text primary key,
    number  bigint not null,
    hash    text not null
);

insert into audit_end (project, number, hash) values ('default', 0, repeat('0', 64));

-- Against mistakes. Somebody who may drop the trigger can change entries all the same: the chain shows it.
create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'the audit is only ever appended to';
end $$;

create trigger audit_is_appended_to before update or delete or truncate on audit_entry
    for each statement execute function refuse_change();
