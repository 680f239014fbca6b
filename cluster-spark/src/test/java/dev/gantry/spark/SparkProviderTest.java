package dev.gantry.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.core.run.TrainingException;
import dev.gantry.runtime.ClusterProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SparkProviderTest {

    private final ClusterProvider provider =
            ServiceLoader.load(ClusterProvider.class).findFirst().orElseThrow();

    @ParameterizedTest
    @ValueSource(
            strings = {"spark://host:7077", "yarn", "k8s://https://host:6443", "local[2]", "local-cluster[2,1,1024]"})
    void knowsMasters(String address) {
        assertThat(provider.knows(address)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "host:7077", "http://host"})
    void knowsNothingElse(String address) {
        assertThat(provider.knows(address)).isFalse();
    }

    @Test
    void aMasterThatDoesNotAnswerIsToldOfAtOnce() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        String address = "spark://127.0.0.1:" + port;

        assertThatThrownBy(() -> provider.runs(address, List.of(), "study"))
                .isInstanceOf(TrainingException.class)
                .hasMessageStartingWith("no Spark master answers at " + address + ": ");
    }

    @ParameterizedTest
    @CsvSource({
        "spark://, it has no host and port",
        "spark://host, it has no host and port",
        "spark://host.invalid:7077, unknown host"
    })
    void anAddressOfNobodyIsToldOf(String address, String why) {
        assertThatThrownBy(() -> provider.runs(address, List.of(), "study"))
                .isInstanceOf(TrainingException.class)
                .hasMessage("no Spark master answers at " + address + ": " + why);
    }

    @Test
    void whatSparkDoesNotTakeIsToldInOneLine() {
        assertThatThrownBy(() -> provider.runs("k8s://x", List.of(), "study"))
                .isInstanceOf(TrainingException.class)
                .hasMessageMatching("cannot use Spark at k8s://x: .*k8s://x.*");
    }
}
