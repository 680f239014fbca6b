package dev.gantry.engine.backend;

/**
 * The compiled programs of a plan and the variables they share. One thread at a time may use a session; which one may change.
 * Every method throws {@link IllegalStateException} while another thread is in the session, and every one but {@link #close}
 * once it is closed; nothing is changed then. {@link ExclusiveSession} sees to that for a backend.
 */
public interface Session extends AutoCloseable {

    /**
     * Runs one program.
     *
     * @param program its name in the plan
     * @param step chooses the random draws: the same step draws the same numbers
     */
    void run(String program, long step);

    /**
     * Runs one program as {@link #run} does, and tells when each of its steps ran; a session that runs no steps one after
     * another tells nothing.
     */
    default void runTimed(String program, long step, StepTimes times) {
        run(program, step);
    }

    /** Sets a variable, in row-major order. */
    void write(String variable, double[] values);

    /** Sets a variable, in row-major order; allocates nothing. */
    void write(String variable, float[] values);

    /** A variable's value, in row-major order. */
    double[] read(String variable);

    /** Copies a variable's value, in row-major order; allocates nothing. */
    void read(String variable, float[] target);

    /** Copies a part of a variable's value, from its element {@code first} on in row-major order. */
    void read(String variable, int first, double[] target);

    /** Gives back what the session holds; closing again does nothing. */
    @Override
    void close();
}
