package dev.gantry.study;

import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * How another Gantry is started: with the JVM, the options, the modules and the class path of this one.
 *
 * @param main the class whose main method is the command line
 * @param options that every command is given
 */
public record GantryProcess(Class<?> main, List<String> options) {

    /** Its output is dropped; its errors can be read. */
    ProcessBuilder command(List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                // A debugger's port is for one JVM.
                .filter(option -> !option.startsWith("-agent") && !option.startsWith("-Xrun"))
                .forEach(command::add);
        command.addAll(List.of("--class-path", System.getProperty("java.class.path")));
        if (main.getModule().isNamed()) {
            command.add("--module");
            command.add(main.getModule().getName() + "/" + main.getName());
        } else {
            command.add(main.getName());
        }
        command.addAll(arguments);
        command.addAll(options);
        return new ProcessBuilder(command).redirectOutput(Redirect.DISCARD);
    }
}
