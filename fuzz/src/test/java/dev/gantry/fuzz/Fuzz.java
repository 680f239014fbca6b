package dev.gantry.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.runtime.component.PluginException;
import dev.gantry.runtime.component.Problem;
import dev.gantry.runtime.recipe.RecipeException;
import dev.gantry.tries.Draw;
import dev.gantry.tries.Tries;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Feeds mutants to a part of Gantry. Each ends in a result, or in an exception that is documented and says in words what is wrong;
 * in bounded time, and in the heap that these tests have. The property {@code fuzz.mutants} asks for more mutants of each kind.
 */
final class Fuzz {

    private static final int MUTANTS = Integer.getInteger("fuzz.mutants", 60);
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** Of a processor, since others may use the machine. */
    private static final Duration MOST = Duration.ofSeconds(5);

    private static final Duration MOST_WITH_WAITS = Duration.ofSeconds(60);

    private static final int LONGEST = 2_000;
    private static final Pattern OF_JAVA =
            Pattern.compile("\\w(Exception|Error)\\b|\\b(java|javax|com|sun|dev)\\.[a-z]|Config[A-Z]\\w+|"
                    + "(Unq|Q)uoted\\(|Unresolved|@[0-9a-f]{6,}");

    /** What is fed; a result is whatever it does not throw. */
    @FunctionalInterface
    interface Attempt<M> {
        void with(M mutant) throws Exception;
    }

    private Fuzz() {}

    /**
     * @param name of the file that keeps a mutant that fails
     * @param documented the exceptions that the attempt may throw
     * @param words throws if a message is not for people
     */
    static <M> void with(
            String name,
            Function<Draw, M> mutants,
            Attempt<M> attempt,
            List<Class<? extends Exception>> documented,
            Consumer<String> words) {
        int[] outcomes = new int[2];
        Tries.of(MUTANTS, draw -> {
            M mutant = mutants.apply(draw);
            try {
                outcomes[ends(mutant, attempt, documented, words) ? 0 : 1]++;
            } catch (AssertionError e) {
                throw new AssertionError(e.getMessage() + "; the mutant is " + kept(name, mutant), e);
            }
        });
        if (System.getProperty("tries.seed") == null) {
            assertThat(outcomes[0]).as("results").isPositive();
            assertThat(outcomes[1]).as("refusals").isPositive();
        }
    }

    /** Whether there is a result. */
    private static <M> boolean ends(
            M mutant, Attempt<M> attempt, List<Class<? extends Exception>> documented, Consumer<String> words) {
        FutureTask<Boolean> work = new FutureTask<>(() -> {
            attempt.with(mutant);
            return true;
        });
        // The thread of a mutant that never ends, and cannot be interrupted, must not keep the JVM.
        Thread thread = Thread.ofPlatform().daemon().name("mutant").start(work);
        try {
            return inTime(work, thread);
        } catch (ExecutionException e) {
            Throwable thrown = e.getCause();
            if (documented.stream().noneMatch(type -> type.isInstance(thrown))) {
                throw new AssertionError("is refused with " + thrown, thrown);
            }
            told(thrown).forEach(words);
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static <R> R inTime(FutureTask<R> work, Thread thread) throws ExecutionException, InterruptedException {
        long begun = System.nanoTime();
        while (true) {
            try {
                return work.get(100, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                Duration busy = Duration.ofNanos(THREADS.getThreadCpuTime(thread.threadId()));
                Duration all = Duration.ofNanos(System.nanoTime() - begun);
                if (busy.compareTo(MOST) > 0 || all.compareTo(MOST_WITH_WAITS) > 0) {
                    AssertionError where =
                            new AssertionError("is still looked at after %s, %s of them busy".formatted(all, busy));
                    where.setStackTrace(thread.getStackTrace());
                    work.cancel(true);
                    throw where;
                }
            }
        }
    }

    private static Stream<String> told(Throwable refusal) {
        return switch (refusal) {
            case RecipeException e -> e.problems().stream().map(Problem::toString);
            case PluginException e -> e.problems().stream().map(Problem::toString);
            default -> Stream.of(refusal.getMessage());
        };
    }

    /** A message is for people: of one line, not long, and without names of Java's. */
    static void requireWords(String message) {
        assertThat(message)
                .isNotBlank()
                .hasSizeLessThan(LONGEST)
                .doesNotContainPattern("\\p{Cntrl}")
                .doesNotContainPattern(OF_JAVA);
    }

    private static Path kept(String name, Object mutant) {
        try {
            Path file = Files.createDirectories(Path.of("target", "mutants")).resolve(name);
            return Files.write(
                    file,
                    mutant instanceof byte[] bytes ? bytes : mutant.toString().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
