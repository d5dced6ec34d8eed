#!/bin/sh
# Runs a command that must not outlive Sluice: sh tether.sh COMMAND [ARGUMENT...]
#
# Sluice holds the other end of stdin and never writes to it. When that end closes, which the death of Sluice does
# however it dies, the command gets TERM and, two seconds later, KILL. The command has a process group of its own,
# so that Ctrl-C in the terminal is Sluice's to handle. The exit code is the command's.

exec 3<&0
trap '' HUP INT QUIT

if command -v setsid >/dev/null 2>&1; then
    setsid "$@" </dev/null 3<&- &
else
    set -m # No setsid on macOS; job control makes the group there.
    "$@" </dev/null 3<&- &
fi
child=$!

signal() {
    kill "-$1" "-$child" 2>/dev/null || kill "-$1" "$child" 2>/dev/null
}

(
    while read -r line <&3; do :; done
    signal TERM
    tenths=0
    while signal 0 && [ "$tenths" -lt 20 ]; do
        sleep 0.1
        tenths=$((tenths + 1))
    done
    signal KILL
) &
watcher=$!
exec 3<&-
trap 'signal TERM' TERM

wait "$child"
code=$?
while kill -0 "$child" 2>/dev/null; do # A signal to this shell ended the wait, not the command.
    wait "$child"
    code=$?
done
kill "$watcher" 2>/dev/null
signal KILL # What the command left behind in its group.
exit "$code"
