package dev.gantry.engine.backend;

/**
 * The compiled programs of a plan and the variables they share. One thread at a time may use a session.
 */
public interface Session extends AutoCloseable {

    /**
     * Runs one program.
     *
     * @param program its name in the plan
     * @param step chooses the random draws: the same step draws the same numbers
     */
    void run(String program, long step);

    /** Sets a variable, in row-major order. */
    void write(String variable, double[] values);

    /** Sets a variable, in row-major order; allocates nothing. */
    void write(String variable, float[] values);

    /** A variable's value, in row-major order. */
    double[] read(String variable);

    /** Copies a variable's value, in row-major order; allocates nothing. */
    void read(String variable, float[] target);

    @Override
    void close();
}
