package dev.sluice.access;

import dev.sluice.vocabulary.Labelled;
import dev.sluice.vocabulary.Role;

import java.util.Arrays;
import java.util.List;

/**
 * Something that a caller may do, and the least role that may. What each route needs stands in
 * {@link RouteRights}; together the two are the whole of who may do what.
 */
public enum Permission implements Labelled {
    /** Ask models, count their tokens, see what there is to ask and who it is itself. */
    ASK("ask", Role.CLIENT),

    /** Give feedback on the answers that its own key was given. */
    RATE_OWN("rate_own", Role.CLIENT),

    /** Read records, experiments and the state of models: what has no text of anybody in it. */
    READ_FIGURES("read_figures", Role.READER),

    /** Read what was asked and answered, and what was said of it. */
    READ_TEXTS("read_texts", Role.REVIEWER),

    /** Give feedback on every answer. */
    RATE_ANY("rate_any", Role.REVIEWER),

    /** Define, start, change, conclude and roll back. */
    COMMAND("command", Role.OPERATOR),

    /** See and change who may do what. */
    ADMINISTER("administer", Role.ADMIN);

    private final String label;
    private final Role least;

    Permission(String label, Role least) {
        this.label = label;
        this.least = least;
    }

    @Override
    public String label() {
        return label;
    }

    /** The least role that has it; those above it have it too. */
    public Role least() {
        return least;
    }

    public boolean isOf(Role role) {
        return role.includes(least);
    }

    /** All that a role may do. */
    public static List<Permission> of(Role role) {
        return Arrays.stream(values()).filter(one -> one.isOf(role)).toList();
    }
}
