package dev.sluice.config.bind;

import dev.sluice.config.bind.Diagnostics.Spot;

import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

import java.util.List;
import java.util.Set;

/** Queries on nodes of the YAML tree. */
public final class Nodes {
    /** The tags that YAML itself gives to untagged nodes. */
    private static final Set<Tag> IMPLICIT = Set.of(
            Tag.STR,
            Tag.INT,
            Tag.FLOAT,
            Tag.BOOL,
            Tag.NULL,
            Tag.TIMESTAMP,
            Tag.MERGE,
            Tag.MAP,
            Tag.SEQ);

    private Nodes() {}

    public static Spot spot(Node node) {
        return spot(node.getStartMark());
    }

    /** Converts to counting from one. */
    public static Spot spot(@Nullable Mark mark) {
        return mark == null
                ? Spot.NOWHERE
                : new Spot(mark.getLine() + 1, mark.getColumn() + 1, null);
    }

    static boolean isTagged(Node node) {
        return !IMPLICIT.contains(node.getTag());
    }

    static boolean isNull(Node node) {
        return node.getTag().equals(Tag.NULL);
    }

    static String kind(Node node) {
        return switch (node) {
            case MappingNode mapping -> "a mapping";
            case SequenceNode sequence -> "a list";
            default -> "a single value";
        };
    }

    /** Replaces an empty value, at its place. */
    static MappingNode emptyMapping(Node node) {
        return new MappingNode(
                Tag.MAP, true, List.of(), node.getStartMark(), node.getEndMark(), FlowStyle.AUTO);
    }
}
