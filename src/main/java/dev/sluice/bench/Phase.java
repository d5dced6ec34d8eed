package dev.sluice.bench;

import java.util.Locale;

/**
 * A part of a run that can be measured alone. Every run starts the gateway, so the figure for
 * start-up is always there.
 */
public enum Phase {
    /** One JSON document: latency at one connection, answers at many, processor, memory. */
    JSON,
    /** The same for 100 chunks in one write. */
    BURST,
    /** Time to the first token of a stream that comes token by token. */
    FIRST_TOKEN,
    /** What a window adds to the arrival of its last token. */
    WINDOW,
    /** What a ladder costs when it is not climbed. */
    LADDER,
    /** What experiments cost a request, and whether every exposure is stored. */
    EXPERIMENTS,
    /** Concurrent paced streams, every frame checked. */
    STREAMS,
    /** What ten times the routes and keys cost. */
    GROWTH,
    /** What hedging does for the slowest answers of an upstream with a slow tail. */
    HEDGE,
    /** The engine on this machine. */
    LOCAL;

    /** As it is written on the command line. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public String toString() {
        return label();
    }
}
