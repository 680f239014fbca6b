package dev.gantry.engine.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Closing what is owned, on every path. */
final class OwnedTest {

    private final List<String> closed = new ArrayList<>();

    @Test
    void theLastIsClosedFirstAndEachOnce() {
        Owned owned = new Owned();
        owned.add(() -> closed.add("first"));
        owned.add(() -> closed.add("second"));
        owned.close();
        owned.close();
        assertThat(closed).containsExactly("second", "first");
    }

    @Test
    void closingGoesOnAfterFailures() {
        Owned owned = new Owned();
        owned.add(() -> fail(new IllegalStateException("third")));
        owned.add(() -> closed.add("between"));
        owned.add(() -> fail(new OutOfMemoryError("second")));
        owned.add(() -> fail(new IllegalArgumentException("first")));
        assertThatThrownBy(owned::close)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("first")
                .satisfies(failure -> assertThat(failure.getSuppressed())
                        .extracting(Throwable::getMessage)
                        .containsExactly("second", "third"));
        assertThat(closed).containsExactly("between");
    }

    @Test
    void whatIsBuiltKeepsWhatItOwns() {
        Owned built = Owned.by(owned -> {
            owned.add(() -> closed.add("part"));
            return owned;
        });
        assertThat(closed).isEmpty();
        built.close();
        assertThat(closed).containsExactly("part");
    }

    @Test
    void whatCannotBeBuiltKeepsNothing() {
        assertThatThrownBy(() -> Owned.by(owned -> {
                    owned.add(() -> closed.add("part"));
                    owned.add(() -> fail(new IllegalStateException("closing")));
                    throw new IllegalArgumentException("building");
                }))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("building")
                .satisfies(failure -> assertThat(failure.getSuppressed())
                        .extracting(Throwable::getMessage)
                        .containsExactly("closing"));
        assertThat(closed).containsExactly("part");
    }

    private static void fail(RuntimeException exception) {
        throw exception;
    }

    private static void fail(Error error) {
        throw error;
    }
}
