package dev.sluice.config;

import java.util.List;
import java.util.Map;

/** The whole of {@code sluice.yaml}: immutable, complete with defaults, and valid in itself. */
public record SluiceConfig(
        @Setting("Where answers come from: a provider, its address and its credentials, by name.")
        Map<String, UpstreamConfig> upstreams,

        @Setting("What can be served, by name. A model without a route is reachable under its own name.")
        Map<String, ModelConfig> models,

        @Setting("What clients put in \"model\": the public name and its policy.")
        Map<String, RouteConfig> routes,

        @Setting("Who may call. No keys: Sluice listens on the loopback address only.")
        List<KeyConfig> keys,

        @Setting("Where the gateway listens.") ListenConfig listen,

        @Setting("Where Sluice keeps what must survive. Absent: an embedded PostgreSQL in the data directory.")
        DatabaseConfig database,

        @Setting("Bounds on what one request may ask for.") LimitsConfig limits) {}
