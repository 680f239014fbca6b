package dev.gantry.app;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Gantry in a process of its own, on the class path. */
final class GantryProcesses {

    private GantryProcesses() {}

    /** @param errors the file that its standard error goes to */
    static Process start(Path errors, Object... arguments) throws IOException {
        String path = Stream.of("jdk.module.path", "java.class.path")
                .map(name -> System.getProperty(name, ""))
                .filter(value -> !value.isEmpty())
                .collect(Collectors.joining(File.pathSeparator));
        Stream<String> java = Stream.of(
                ProcessHandle.current().info().command().orElse("java"), "--class-path", path, Gantry.class.getName());
        List<String> command =
                Stream.concat(java, Stream.of(arguments).map(Object::toString)).toList();
        return new ProcessBuilder(command).redirectError(errors.toFile()).start();
    }
}
