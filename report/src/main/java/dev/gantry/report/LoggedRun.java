package dev.gantry.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the log in a run's folder tells of it.
 *
 * @param step where it began or ended last
 * @param outcome empty while it trains, and of one that was killed
 * @param warnings the newest hundred, each once
 */
public record LoggedRun(int step, Optional<String> outcome, List<String> warnings) {

    private static final int MOST_LOG = 1 << 22;
    private static final int MOST_WARNINGS = 100;

    private static final Pattern WARNING = Pattern.compile("^\\S+ \\S+ WARN +\\[[^]]*] \\S+: (.*)$");
    private static final Pattern BEGINS = Pattern.compile("Run '.*' starts after step (\\d{1,9}) of ");
    private static final Pattern ENDS = Pattern.compile("Run '.*' ends after step (\\d{1,9}): (\\w+)$");

    /** Reads the log; one that is missing, or a link, tells nothing. */
    public static LoggedRun read(Path folder) {
        int step = 0;
        Optional<String> outcome = Optional.empty();
        List<String> warnings = new ArrayList<>();
        for (String line : log(folder).lines().toList()) {
            Matcher warning = WARNING.matcher(line);
            Matcher begins = BEGINS.matcher(line);
            Matcher ends = ENDS.matcher(line);
            if (warning.find() && !warnings.contains(warning.group(1))) {
                warnings.add(warning.group(1));
            } else if (begins.find()) {
                step = Integer.parseInt(begins.group(1));
                outcome = Optional.empty();
            } else if (ends.find()) {
                step = Integer.parseInt(ends.group(1));
                outcome = Optional.of(ends.group(2).toLowerCase(Locale.ROOT));
            }
        }
        return new LoggedRun(
                step,
                outcome,
                List.copyOf(warnings.subList(Math.max(0, warnings.size() - MOST_WARNINGS), warnings.size())));
    }

    /** Its end, where it is long. */
    private static String log(Path folder) {
        try (SeekableByteChannel log = Files.newByteChannel(
                folder.resolve("gantry.log"), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            log.position(Math.max(0, log.size() - MOST_LOG));
            return new String(Channels.newInputStream(log).readNBytes(MOST_LOG), UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
