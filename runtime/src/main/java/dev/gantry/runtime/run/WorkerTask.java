package dev.gantry.runtime.run;

import java.io.Serializable;

/** What one worker does between two moments at which all are averaged: a function of the state before it, and of nothing else. */
public sealed interface WorkerTask extends Serializable {

    /** Who does it, counted from 0. */
    int worker();

    /**
     * A part of a program, whose result is averaged before the next part.
     *
     * @param program the graph that is divided
     * @param phase which part, counted from 0
     * @param step of the run, counted from 0
     * @param number the program's random draws are those of this number
     * @param batch the number of the batch whose part the worker sees
     */
    record Part(int worker, String program, int phase, int step, long number, long batch) implements WorkerTask {}

    /**
     * Steps that a worker makes by itself.
     *
     * @param from the first, counted from 0
     * @param end behind the last
     * @param batch the number of the first batch
     */
    record Steps(int worker, int from, int end, long batch) implements WorkerTask {}
}
