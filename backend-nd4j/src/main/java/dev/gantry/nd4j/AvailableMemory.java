package dev.gantry.nd4j;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * How much memory this process can still get. Pages that only cache files count as available, since the kernel gives them up
 * when memory is asked for.
 */
final class AvailableMemory {

    private AvailableMemory() {}

    /** Bytes; on Linux {@link #linux}, elsewhere what the system calls free. */
    static long bytes() {
        return linux(Path.of("/"))
                .orElseGet(() -> ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
                        .getFreeMemorySize());
    }

    /**
     * The smallest of what the machine has available and what each control group that this process is in, of version 1 or 2,
     * has left of its limit.
     *
     * @param root holds {@code proc} and {@code sys}
     * @return bytes; empty where the kernel does not tell
     */
    static OptionalLong linux(Path root) {
        return value(root.resolve("proc/meminfo"), "MemAvailable:").stream()
                .flatMap(machine -> LongStream.concat(LongStream.of(machine << 10), controlGroups(root)))
                .min();
    }

    /** A line reads {@code hierarchy:controllers:path}; version 2 has hierarchy 0 and names no controllers. */
    private static LongStream controlGroups(Path root) {
        Path mount = root.resolve("sys/fs/cgroup");
        return lines(root.resolve("proc/self/cgroup"))
                .map(line -> line.split(":", 3))
                .filter(parts -> parts.length == 3)
                .flatMapToLong(parts -> {
                    if (parts[0].equals("0") && parts[1].isEmpty()) {
                        return left(mount, parts[2], "memory.max", "memory.current", "inactive_file");
                    }
                    return Stream.of(parts[1].split(",")).anyMatch("memory"::equals)
                            ? left(
                                    mount.resolve("memory"),
                                    parts[2],
                                    "memory.limit_in_bytes",
                                    "memory.usage_in_bytes",
                                    "total_inactive_file")
                            : LongStream.empty();
                });
    }

    /**
     * What the group and those around it have left. In a container the path may be that of the machine, and its mount holds the
     * group itself: what does not exist is passed over.
     */
    private static LongStream left(Path mount, String path, String limit, String usage, String cache) {
        Path top = Path.of("/");
        Path inMount = top.relativize(top.resolve(path).normalize());
        return Stream.iterate(
                        mount.resolve(inMount).normalize(),
                        each -> each.startsWith(mount),
                        each -> each.resolve("..").normalize())
                .flatMapToLong(each -> left(each, limit, usage, cache).stream());
    }

    private static OptionalLong left(Path group, String limit, String usage, String cache) {
        OptionalLong most = number(group.resolve(limit));
        OptionalLong used = number(group.resolve(usage));
        if (most.isEmpty() || used.isEmpty()) {
            return OptionalLong.empty();
        }
        long kept =
                used.getAsLong() - value(group.resolve("memory.stat"), cache).orElse(0);
        return OptionalLong.of(Math.max(0, most.getAsLong() - Math.max(0, kept)));
    }

    private static OptionalLong number(Path file) {
        return lines(file).findFirst().map(AvailableMemory::number).orElseGet(OptionalLong::empty);
    }

    /** The number behind a name, which its line begins with. */
    private static OptionalLong value(Path file, String name) {
        return lines(file)
                .map(line -> line.split("\\s+"))
                .filter(words -> words.length > 1 && words[0].equals(name))
                .map(words -> number(words[1]))
                .findFirst()
                .orElseGet(OptionalLong::empty);
    }

    /** Empty for {@code max}, which is no limit. */
    private static OptionalLong number(String text) {
        try {
            return OptionalLong.of(Long.parseLong(text.strip()));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.ISO_8859_1).stream();
        } catch (IOException e) {
            return Stream.empty();
        }
    }
}
