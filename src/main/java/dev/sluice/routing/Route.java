package dev.sluice.routing;

import dev.sluice.config.DeadlinesConfig;
import dev.sluice.config.WindowConfig;
import java.util.List;

/**
 * A public model name and its policy.
 *
 * @param name what clients put in {@code model}
 * @param ladder the rungs in order, never empty
 */
public record Route(String name, List<Rung> ladder, WindowConfig window, DeadlinesConfig deadlines, String unit) {}
