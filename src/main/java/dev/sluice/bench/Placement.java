package dev.sluice.bench;

import dev.sluice.upstream.local.Programs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which processors the measured proxies run on, and which the load and the simulator: half of them
 * each, where there are at least four and {@code taskset} is installed.
 *
 * @param proxyCores how many a proxy has
 * @param loadCores how many load and simulator have together
 * @param taskset the program; empty where nothing is pinned
 */
record Placement(int proxyCores, int loadCores, Optional<Path> taskset) {
    private static final int CORES_MIN = 4;

    static Placement current() {
        return of(Runtime.getRuntime().availableProcessors(), Programs.onPath("taskset"));
    }

    static Placement of(int cores, Optional<Path> taskset) {
        return cores >= CORES_MIN && taskset.isPresent()
                ? new Placement(cores / 2, cores - cores / 2, taskset)
                : new Placement(cores, cores, Optional.empty());
    }

    /** For a reader of the figures. */
    String description() {
        return taskset.isPresent()
                ? "pinned: proxies on " + proxyCores + " cores, load and simulator on the other "
                        + loadCores
                : "not pinned: " + proxyCores + (proxyCores == 1 ? " core" : " cores")
                        + (proxyCores < CORES_MIN ? "" : ", and taskset is not on the PATH");
    }

    List<String> proxy(List<String> words) {
        return placed("0-" + (proxyCores - 1), words);
    }

    List<String> load(List<String> words) {
        return placed(loadRange(), words);
    }

    /**
     * The command that moves a running process, with all its threads, to the load's processors;
     * empty where nothing is pinned.
     */
    Optional<List<String>> moveToLoad(long pid) {
        return taskset.map(program ->
                List.of(program.toString(), "-a", "-p", "-c", loadRange(), String.valueOf(pid)));
    }

    private String loadRange() {
        return proxyCores + "-" + (proxyCores + loadCores - 1);
    }

    /** Event loops of the simulator: the load has the rest of its cores. */
    int simulatorLoops() {
        return Math.max(1, loadCores / 2);
    }

    private List<String> placed(String cores, List<String> words) {
        if (taskset.isEmpty()) {
            return words;
        }
        List<String> all = new ArrayList<>(List.of(taskset.get().toString(), "-c", cores));
        all.addAll(words);
        return all;
    }
}
