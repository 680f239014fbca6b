package dev.gantry.runtime;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** What one part of a run does wrong without harming the run: told the first time, then counted. */
final class Mishaps {

    private static final Logger LOG = LogManager.getLogger(Mishaps.class);

    private final String kind;
    private final Object part;
    private long count;

    /**
     * @param part names itself
     */
    Mishaps(String kind, Object part) {
        this.kind = kind;
        this.part = part;
    }

    void add(int step, Throwable failure) {
        if (count++ == 0) {
            LOG.warn("{} {} failed at step {}, and the run goes on: {}", kind, part, step, failure, failure);
        }
    }

    /** Tells how many there were. */
    void end() {
        if (count > 1) {
            LOG.warn("{} {} failed {} times", kind, part, count);
        }
    }
}
