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
 * The gateway under test has class loaders of its own: a test of it records what is logged from
 * there, and not what the tests of plain classes do that run beside.
 */
public final class RecordedLog extends ExtHandler {
    private static final Logger ROOT = Logger.getLogger("");
    private static final Logger OURS = Logger.getLogger("dev.sluice");

    private static final StackWalker WALKER =
            StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

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
        if (isFromHere()) {
            lines.add(formatter.format(record));
        }
    }

    /** Whether code of our kind of class loader is among those who log. */
    private static boolean isFromHere() {
        return WALKER.walk(frames -> frames.map(StackWalker.StackFrame::getDeclaringClass)
                .filter(caller -> caller != RecordedLog.class)
                .map(Class::getClassLoader)
                .anyMatch(loader -> loader != null
                        && loader.getClass()
                                == RecordedLog.class.getClassLoader().getClass()));
    }

    @Override
    public void close() {
        ROOT.removeHandler(this);
        OURS.setLevel(before);
    }
}
