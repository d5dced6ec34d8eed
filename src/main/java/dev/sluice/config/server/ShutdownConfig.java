package dev.sluice.config.server;

import dev.sluice.config.bind.Setting;

import java.time.Duration;

/** What happens between the signal to stop and the end of the process. */
public record ShutdownConfig(
        @Setting(
                value = "How long readiness is down before new requests are refused: the time a "
                        + "load balancer takes to notice.",
                byDefault = "0s",
                min = 0)
        Duration delay,

        @Setting(
                value = "How long open answers may go on after that; then they end in an error "
                        + "event.",
                byDefault = "20s",
                min = 0)
        Duration grace) {}
