-- What the list of inferences is filtered by. Each with the id behind it, so that the newest with a value are found at
-- once, however rare the value is; a confidence is looked for by range, and what is found is sorted.

-- One index on the partitions of all days, then on the table, which takes those over and has new days begin with it.
-- Each is a statement of its own and told of, so that a connection with a time limit is not silent while there is much
-- to do.
create procedure index_inferences(columns text, condition text) language plpgsql as
$$
declare
    day regclass;
begin
    for day in select inhrelid::regclass from pg_inherits where inhparent = 'inference'::regclass loop
        execute format('create index on %s (%s) %s', day, columns, condition);
        raise notice 'indexed % by %', day, columns;
    end loop;
    execute format('create index on inference (%s) %s', columns, condition);
end
$$;

call index_inferences('model, id', 'where model is not null');
-- Nearly all are completed: those are found without an index, and one would cost every record the most.
call index_inferences('outcome, id', $$where outcome <> 'completed'$$);
call index_inferences('verdict, id', 'where verdict is not null');
call index_inferences('confidence', 'where confidence is not null');

drop procedure index_inferences;
