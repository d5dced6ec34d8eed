package dev.sluice.testing;

import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.jboss.logmanager.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Everything that is logged while it is open, our own packages from DEBUG on, with stack traces.
 */
public final class RecordedLog extends ExtHandler {
    private static final Logger ROOT = Logger.getLogger("");
    private static final Logger OURS = Logger.getLogger("dev.sluice");

    private final PatternFormatter formatter = new PatternFormatter("%p %c %s%n%e");
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final java.util.logging.Level before = OURS.getLevel();

    private RecordedLog() {
        setLevel(Level.ALL);
    }

    public static RecordedLog start() {
        RecordedLog log = new RecordedLog();
        OURS.setLevel(Level.DEBUG);
        ROOT.addHandler(log);
        return log;
    }

    /** One entry for each record: level, logger, message, and the trace of what was thrown. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    @Override
    protected void doPublish(ExtLogRecord record) {
        lines.add(formatter.format(record));
    }

    @Override
    public void close() {
        ROOT.removeHandler(this);
        OURS.setLevel(before);
    }
}
