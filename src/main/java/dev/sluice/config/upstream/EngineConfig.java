package dev.sluice.config.upstream;

import dev.sluice.config.bind.Setting;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** How the process that serves GGUF models on this machine is run. */
public record EngineConfig(
        @Setting("Command that starts an OpenAI-compatible server; {model}, {host}, {port}, {key}, "
                + "{slots}, {context} and {threads} are filled in. Absent: llama-server "
                + "on the PATH, or Sluice's own engine.")
        List<String> command,

        @Setting(value = "Answers generated in parallel.", byDefault = "4", min = 1, max = 64)
        int slots,

        @Setting(
                value = "Context of one slot, in tokens.",
                byDefault = "2048",
                min = 64,
                max = 1_048_576)
        int context,

        @Setting(
                value = "Threads that compute; 0 means one per core.",
                byDefault = "0",
                min = 0,
                max = 1024)
        int threads,

        @Setting(
                value = "Maximum number of requests that wait for a slot; others get 429.",
                byDefault = "64",
                min = 0,
                max = 100_000)
        int queue,

        @Setting(
                value = "Longest answer of requests that name no limit, in tokens. Absent: until "
                        + "the context is full (chats), 16 (completions).",
                min = 1,
                max = 1_048_576)
        @Nullable
        Integer maxTokens,

        @Setting(
                value = "Sampling temperature of requests that give none. Absent: the engine's "
                        + "own default.",
                min = 0,
                max = 2)
        @Nullable
        Double temperature) {
    /** Leaves the arguments of the command out: they may carry a credential. */
    @Override
    public String toString() {
        String shown = command.isEmpty()
                ? ""
                : command.getFirst() + " and " + (command.size() - 1) + " arguments";
        return ("EngineConfig[command=[%s], slots=%d, context=%d, threads=%d, queue=%d, "
                        + "maxTokens=%s, temperature=%s]")
                .formatted(shown, slots, context, threads, queue, maxTokens, temperature);
    }
}
