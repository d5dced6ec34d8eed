package dev.sluice.upstream;

import dev.sluice.model.Model;

import java.util.List;

/** An upstream that exists without being configured, with the models it serves. */
public interface BuiltInUpstream extends Upstream {
    /** Its models; a configured one of the same name wins. */
    List<Model> models();
}
