-- The kind of a hold in a column of its own, beside its words.

alter table experiment
    add column hold text;

comment on column experiment.hold is
    'sample ratio, conflicts, no traffic, feedback, undecided: why it is held; null in every other state';

-- Until now the kind was what the words of a held one begin with.
update experiment
set hold = kind
from unnest(array['sample ratio', 'conflicts', 'no traffic', 'feedback', 'undecided']) as kind
where state = 'held' and starts_with(reason, kind || ': ');
