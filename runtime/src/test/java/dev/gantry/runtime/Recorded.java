package dev.gantry.runtime;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;

/** What a class logs. */
final class Recorded extends AbstractAppender implements AutoCloseable {

    private final Logger logger;
    private final Consumer<LogEvent> events;

    private Recorded(Class<?> type, Consumer<LogEvent> events) {
        super("recorded", null, null, false, Property.EMPTY_ARRAY);
        this.logger = (Logger) LogManager.getLogger(type);
        this.events = events;
    }

    static Recorded of(Class<?> type, Consumer<String> lines) {
        return started(type, event -> lines.accept(event.getMessage().getFormattedMessage()));
    }

    /** The exceptions that it logs. */
    static Recorded thrownIn(Class<?> type, Consumer<Throwable> thrown) {
        return started(type, event -> Optional.ofNullable(event.getThrown()).ifPresent(thrown));
    }

    private static Recorded started(Class<?> type, Consumer<LogEvent> events) {
        Recorded recorded = new Recorded(type, events);
        recorded.start();
        recorded.logger.addAppender(recorded);
        Configurator.setLevel(recorded.logger.getName(), Level.INFO);
        return recorded;
    }

    interface Action {
        void run() throws InterruptedException, IOException;
    }

    static List<String> during(Class<?> type, Action action) throws InterruptedException, IOException {
        List<String> lines = Collections.synchronizedList(new ArrayList<>());
        try (Recorded _ = of(type, lines::add)) {
            action.run();
        }
        return lines;
    }

    @Override
    public void append(LogEvent event) {
        events.accept(event);
    }

    @Override
    public void close() {
        logger.removeAppender((Appender) this);
    }
}
