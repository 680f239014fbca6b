package dev.gantry.spark;

import java.io.IOException;
import java.util.Arrays;

/** Runs a program until the process that started it is gone, however that ended: then nobody holds the other end of its input. */
final class EndsWithParent {

    private EndsWithParent() {}

    /**
     * @param arguments the program's class, and its own arguments
     */
    public static void main(String[] arguments) throws ReflectiveOperationException {
        Thread.ofPlatform().daemon().start(EndsWithParent::awaitEnd);
        String[] own = Arrays.copyOfRange(arguments, 1, arguments.length);
        Class.forName(arguments[0]).getMethod("main", String[].class).invoke(null, (Object) own);
    }

    private static void awaitEnd() {
        try {
            while (System.in.read() >= 0) {
                // Nobody writes.
            }
        } catch (IOException e) {
            System.err.println(e);
        } finally {
            Runtime.getRuntime().halt(1);
        }
    }
}
