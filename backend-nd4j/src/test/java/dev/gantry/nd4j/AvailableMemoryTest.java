package dev.gantry.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Linux's files say of the memory that can still be had. */
final class AvailableMemoryTest {

    private static final long MB = 1 << 20;

    /** As after reading a file of 6 GB: of 8 GB a few are free, and most can be had. */
    private static final String MEMINFO = """
            MemTotal:        8192000 kB
            MemFree:          204800 kB
            MemAvailable:    6553600 kB
            Buffers:           10240 kB
            Cached:          6348800 kB
            """;

    @TempDir
    private Path root;

    @Test
    void cachedFilesCountAsAvailable() throws IOException {
        write("proc/meminfo", MEMINFO);
        assertThat(AvailableMemory.linux(root)).hasValue(6400 * MB);
    }

    @Test
    void emptyWhereTheKernelDoesNotTell() throws IOException {
        assertThat(AvailableMemory.linux(root)).isEmpty();
        write("proc/meminfo", "MemTotal: 8192000 kB\nMemFree: 204800 kB\n");
        assertThat(AvailableMemory.linux(root)).isEmpty();
        write("proc/meminfo", "MemAvailable: unknown\n");
        assertThat(AvailableMemory.linux(root)).isEmpty();
    }

    @Test
    void limitOfAGroupOfVersion2LessWhatIsUsedButForCachedFiles() throws IOException {
        write("proc/meminfo", MEMINFO);
        write("proc/self/cgroup", "0::/jobs/one\n");
        version2("jobs/one", 2000 * MB, 1900 * MB, 1500 * MB);
        assertThat(AvailableMemory.linux(root)).hasValue(1600 * MB);
    }

    @Test
    void theTightestOfTheGroupsAroundIt() throws IOException {
        write("proc/meminfo", MEMINFO);
        write("proc/self/cgroup", "0::/jobs/one\n");
        write("sys/fs/cgroup/jobs/one/memory.max", "max\n");
        write("sys/fs/cgroup/jobs/one/memory.current", "1048576\n");
        version2("jobs", 1000 * MB, 300 * MB, 0);
        assertThat(AvailableMemory.linux(root)).hasValue(700 * MB);
    }

    /** A container's mount begins at the group, whose path may be told as the machine sees it, or as one beside the mount's. */
    @ParameterizedTest
    @ValueSource(strings = {"/", "/machine/containers/4711", "/../../4711"})
    void aContainersGroupIsTheMountItself(String path) throws IOException {
        write("proc/meminfo", MEMINFO);
        write("proc/self/cgroup", "0::" + path + "\n");
        version2("", 500 * MB, 400 * MB, 100 * MB);
        assertThat(AvailableMemory.linux(root)).hasValue(200 * MB);
    }

    @Test
    void limitOfAGroupOfVersion1() throws IOException {
        write("proc/meminfo", MEMINFO);
        write("proc/self/cgroup", "9:name=systemd:/\n4:cpu,memory:/jobs/one\n0::/\n");
        version1("jobs/one", 800 * MB, 750 * MB, 250 * MB);
        assertThat(AvailableMemory.linux(root)).hasValue(300 * MB);
    }

    /** Version 1 says so by the largest whole number of pages. */
    @Test
    void noLimitOfVersion1() throws IOException {
        write("proc/meminfo", MEMINFO);
        write("proc/self/cgroup", "4:memory:/\n");
        version1("", 9223372036854771712L, 100 * MB, 200 * MB);
        assertThat(AvailableMemory.linux(root)).hasValue(6400 * MB);
    }

    @Test
    void aLimitThatIsReachedLeavesNothing() throws IOException {
        write("proc/meminfo", MEMINFO);
        write("proc/self/cgroup", "0::/\n");
        version2("", 500 * MB, 600 * MB, 0);
        assertThat(AvailableMemory.linux(root)).hasValue(0);
    }

    @Test
    void thisMachineHasSome() {
        assertThat(AvailableMemory.bytes()).isPositive();
    }

    private void version2(String group, long max, long current, long inactiveFile) throws IOException {
        String folder = "sys/fs/cgroup/" + group;
        write(folder + "/memory.max", max + "\n");
        write(folder + "/memory.current", current + "\n");
        write(folder + "/memory.stat", "anon 5\ninactive_file " + inactiveFile + "\nactive_file 7\n");
    }

    private void version1(String group, long limit, long usage, long inactiveFile) throws IOException {
        String folder = "sys/fs/cgroup/memory/" + group;
        write(folder + "/memory.limit_in_bytes", limit + "\n");
        write(folder + "/memory.usage_in_bytes", usage + "\n");
        write(folder + "/memory.stat", "inactive_file 5\ntotal_inactive_file " + inactiveFile + "\n");
    }

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
