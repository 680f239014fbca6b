package dev.gantry.runtime.recipe;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderClasspath;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigIncluderURL;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses the texts that one recipe is made of: its file, what that includes, and overrides. Opens nothing else. */
final class HoconTexts {

    private static final int DEEPEST_INCLUDE = 16;
    private static final int LONGEST_PATH = 1_000;
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final String CURE = "; --allow-include permits this, for recipes whose author you trust";

    /** With what is included. The gap is bounded: a line may be a stranger's, and as long as a text. */
    private static final Pattern INCLUDE = Pattern.compile("\\binclude\\b[^\"]{0,40}\"([^\"]*)\"");

    private final Includes includes;
    private final HoconBounds bounds = new HoconBounds();
    private final Set<String> names = new HashSet<>();

    /** By the name of a text, where others include it. */
    private final Map<String, Set<Location>> inclusions = new HashMap<>();

    HoconTexts(Includes includes) {
        this.includes = includes;
    }

    /** What a file is called in messages. */
    static String name(Path file) {
        return file.toString().replaceFirst("^\\./", "");
    }

    /** Whether a text is included by that of a place alone, and on earlier lines. */
    boolean isIncludedBefore(Location place, String included) {
        Set<Location> from = inclusions.getOrDefault(included, Set.of());
        return !from.isEmpty()
                && from.stream()
                        .allMatch(inclusion -> inclusion.file().equals(place.file())
                                && inclusion.line() > 0
                                && inclusion.line() < place.line());
    }

    /** Whether a text of this name was parsed. */
    boolean has(String name) {
        return names.contains(name);
    }

    /**
     * @throws ConfigException if the file cannot be read, is no HOCON, or passes a bound
     */
    Config file(Path file) {
        return file(file, 0);
    }

    /**
     * @param name stands for the file in messages
     * @throws ConfigException if the text is no HOCON, or passes a bound
     */
    Config text(String name, String content) {
        return parse(name, content, ConfigSyntax.CONF, new Includer(name, content, Optional.empty(), 0));
    }

    /**
     * @param content in which there is no include, no substitution and no environment variable
     * @throws ConfigException if the text is no JSON, or passes a bound
     */
    Config json(String name, String content) {
        return parse(name, content, ConfigSyntax.JSON, new Includer(name, content, Optional.empty(), DEEPEST_INCLUDE));
    }

    private Config file(Path file, int depth) {
        if (!Files.isRegularFile(file)) {
            throw HoconBounds.refusal(
                    name(file), 0, Files.exists(file) ? "this is not a file" : "there is no such file");
        }
        String content = read(name(file), () -> Files.newInputStream(file));
        Path folder = Optional.ofNullable(file.getParent()).orElse(Path.of(""));
        return parse(
                name(file), content, ConfigSyntax.CONF, new Includer(name(file), content, Optional.of(folder), depth));
    }

    private interface Opening {
        InputStream open() throws IOException;
    }

    /** Reads no more than is allowed: a file may have no end. */
    private static String read(String name, Opening opening) {
        try (InputStream in = opening.open()) {
            byte[] bytes = in.readNBytes(HoconBounds.mostBytes() + 1);
            if (bytes.length > HoconBounds.mostBytes()) {
                throw HoconBounds.refusal(name, 0, HoconBounds.tooLarge());
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw HoconBounds.refusal(name, 0, "this cannot be read; does it exist, and may you read it?");
        }
    }

    private Config parse(String name, String content, ConfigSyntax syntax, Includer includer) {
        names.add(name);
        bounds.check(name, content);
        return ConfigFactory.parseString(
                content,
                ConfigParseOptions.defaults()
                        .setSyntax(syntax)
                        .setOriginDescription(name)
                        .setIncluder(includer));
    }

    /** Includes files by their path from the including file, and insists that they are there. */
    private final class Includer
            implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderClasspath, ConfigIncluderURL {

        private final String name;
        private final Optional<Path> folder;
        private final int depth;

        /** Of the statements that include something. */
        private final Map<String, List<Integer>> lines;

        /**
         * @param name of the including text in messages
         * @param content of the including text
         * @param folder of the including file; empty for a text that is in none
         * @param depth of the including file, 0 for one that is not included
         */
        Includer(String name, String content, Optional<Path> folder, int depth) {
            this.name = name;
            this.folder = folder;
            this.depth = depth;
            lines = linesOfIncludes(content);
        }

        @Override
        public ConfigIncluder withFallback(ConfigIncluder fallback) {
            return this;
        }

        @Override
        public ConfigObject include(ConfigIncludeContext context, String what) {
            if (what.matches("[A-Za-z]{2,}:.*")) {
                throw refusal(what, "a URL is written as url(\"...\")");
            }
            Path file = path(what);
            boolean resource = !Files.exists(file) && loader(context).getResource(what) != null;
            return resource ? includeResources(context, what) : included(what, file);
        }

        @Override
        public ConfigObject includeFile(ConfigIncludeContext context, File what) {
            return included(what.getPath(), path(what.getPath()));
        }

        private ConfigObject included(String what, Path file) {
            requireDepth(what);
            if (includes == Includes.NEARBY && !isNearby(file)) {
                throw refusal(what, "is neither beside this file nor in a folder below it" + CURE);
            }
            if (!Files.exists(file)) {
                throw refusal(what, "there is no such file beside this one");
            }
            if (!Files.isRegularFile(file)) {
                throw refusal(what, "is not a file");
            }
            note(what, HoconTexts.name(file));
            return file(file, depth + 1).root();
        }

        @Override
        public ConfigObject includeResources(ConfigIncludeContext context, String what) {
            requireDepth(what);
            URL resource = loader(context).getResource(what);
            if (resource == null) {
                throw refusal(what, "it is not on the class path");
            }
            return parsed(what, resource);
        }

        @Override
        public ConfigObject includeURL(ConfigIncludeContext context, URL what) {
            requireDepth(what.toString());
            if (includes == Includes.NEARBY) {
                throw refusal(what.toString(), "is a URL" + CURE);
            }
            return what.getProtocol().equals("file")
                    ? included(what.toString(), path(decoded(what)))
                    : parsed(what.toString(), what);
        }

        private ConfigObject parsed(String what, URL url) {
            note(what, what);
            String content = read(what, () -> {
                URLConnection connection = url.openConnection();
                connection.setConnectTimeout(TIMEOUT_MILLIS);
                connection.setReadTimeout(TIMEOUT_MILLIS);
                return connection.getInputStream();
            });
            return parse(what, content, ConfigSyntax.CONF, new Includer(what, content, Optional.empty(), depth + 1))
                    .root();
        }

        private void requireDepth(String what) {
            if (depth >= DEEPEST_INCLUDE) {
                throw refusal(
                        what, "files are included more than " + DEEPEST_INCLUDE + " deep; does one include itself?");
            }
        }

        private Path path(String what) {
            if (what.length() > LONGEST_PATH) {
                throw refusal(what, "is too long for the path of a file");
            }
            try {
                return folder.orElse(Path.of("")).resolve(what);
            } catch (InvalidPathException e) {
                throw refusal(what, "cannot be the path of a file");
            }
        }

        /** A URL's path, in which odd characters may be escaped or not. */
        private static String decoded(URL url) {
            try {
                return URLDecoder.decode(url.getPath().replace("+", "%2B"), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException e) {
                return url.getPath();
            }
        }

        private ConfigException refusal(String what, String message) {
            return HoconBounds.refusal(name, lines(what).getFirst(), "'" + what + "' is included, but " + message);
        }

        /** Of several statements that include the same, the last one counts: the others are before it. */
        private void note(String what, String text) {
            inclusions
                    .computeIfAbsent(text, included -> new HashSet<>())
                    .add(new Location(name, lines(what).getLast()));
        }

        /** Of the statements that include this; 0 where it is written in another way. */
        private List<Integer> lines(String what) {
            return lines.getOrDefault(slashes(what), List.of(0));
        }

        private static Map<String, List<Integer>> linesOfIncludes(String content) {
            Map<String, List<Integer>> found = new HashMap<>();
            String[] lines = content.split("\n", -1);
            for (int i = 0; i < lines.length; i++) {
                String line = lines[i].strip();
                Matcher include = INCLUDE.matcher(line);
                while (!line.startsWith("#") && !line.startsWith("//") && include.find()) {
                    found.computeIfAbsent(slashes(include.group(1)), what -> new ArrayList<>())
                            .add(i + 1);
                }
            }
            return found;
        }

        /** Java writes the URL of a file with one slash, and others with three. */
        private static String slashes(String what) {
            return what.replaceFirst("^file:/+", "file:/");
        }

        /** Where links lead counts, not where they are. */
        private boolean isNearby(Path file) {
            if (folder.isEmpty()) {
                return false;
            }
            Path beside = folder.get();
            try {
                return Files.exists(file)
                        ? file.toRealPath().startsWith(beside.toRealPath())
                        : file.toAbsolutePath()
                                .normalize()
                                .startsWith(beside.toAbsolutePath().normalize());
            } catch (IOException e) {
                return false;
            }
        }

        private static ClassLoader loader(ConfigIncludeContext context) {
            return context.parseOptions().getClassLoader();
        }
    }
}
