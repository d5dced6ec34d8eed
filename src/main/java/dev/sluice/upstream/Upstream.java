package dev.sluice.upstream;

/** A place where answers come from. One instance serves all event loops. */
public interface Upstream {
    /** The upstream's name in {@code sluice.yaml}. */
    String name();

    /**
     * Starts one attempt. Must be called on an event loop; everything the attempt reports arrives on that same loop.
     * Never throws for what the upstream does: failures arrive through {@link Attempt#answer()}.
     */
    Attempt open(UpstreamCall call);
}
