package dev.gantry.data;

import dev.gantry.core.data.DataException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is in a tar file, and where: ustar and pax (POSIX.1-2024), with the long names and large sizes of GNU. Reading it is no more
 * than this, where libraries for archives bring many formats, and take as much memory as a name claims to be long.
 *
 * @param files by name; of two with one name the last, as tar itself has it
 * @param others how many links, devices and the like there are
 */
record TarFile(Map<String, PackedFile> files, int others) {

    private static final int BLOCK = 512;

    /** Names and attributes of one file are longer in none that was made in good faith. */
    private static final int LONGEST_HEADER = 1 << 20;

    private static final int MOST_FILES =
            (int) Math.min(1 << 24, Runtime.getRuntime().maxMemory() / 1024);

    /**
     * @param archive what it is called in messages
     * @throws DataException if it is no tar file, or not whole
     */
    static TarFile of(Pack pack, String archive) throws IOException {
        return new Reader(pack, archive).read();
    }

    private static final class Reader {

        private final Pack pack;
        private final String archive;
        private final Map<String, PackedFile> files = new LinkedHashMap<>();
        private int others;
        private long at;

        /** What the headers before that of a file say of it. */
        private Optional<String> name = Optional.empty();

        private Optional<String> size = Optional.empty();

        Reader(Pack pack, String archive) {
            this.pack = pack;
            this.archive = archive;
        }

        TarFile read() throws IOException {
            boolean ended = false;
            while (!ended && at < pack.size()) {
                require(at + BLOCK <= pack.size(), "is cut off in a header");
                byte[] header = pack.read(at, BLOCK);
                ended = isZero(header);
                at += BLOCK;
                if (!ended) {
                    take(header);
                }
            }
            require(at > 0, "is empty");
            return new TarFile(files, others);
        }

        private void take(byte[] header) throws IOException {
            require(checksum(header) == number(header, 148, 8), "is no tar file, or is corrupt");
            char type = (char) header[156];
            boolean ofNext = type == 'x' || type == 'L' || type == 'K';
            boolean hasContent = type != '1' && type != '2' && type != '5';
            long length = ofNext || size.isEmpty() ? number(header, 124, 12) : decimal(size.get());
            long taken = hasContent ? length : 0;
            require(
                    taken <= pack.size() - at,
                    "is cut off: a part is to have " + length + " bytes, and " + (pack.size() - at) + " are left");
            switch (type) {
                case 'x' -> attributes(content(taken));
                case 'L' -> name = Optional.of(untilNul(content(taken)));
                case 'g', 'K', '5' -> {
                    // Nothing of a single file's name or content.
                }
                case '0', '7', '\0' -> add(nameOf(header), taken);
                case 'S' -> throw new DataException(archive + ": holds sparse files; make it without --sparse");
                default -> others++;
            }
            if (!ofNext) {
                name = Optional.empty();
                size = Optional.empty();
            }
            at += Math.ceilDiv(taken, BLOCK) * BLOCK;
        }

        private void add(String name, long length) {
            // A slash at its end makes a folder of what the oldest archives tell no type of.
            if (!name.endsWith("/")) {
                files.put(name, new PackedFile(pack, archive, name, at, length));
                require(files.size() <= MOST_FILES, "holds more than " + MOST_FILES + " files");
            }
        }

        private String nameOf(byte[] header) {
            boolean ustar = "ustar".equals(new String(header, 257, 5, StandardCharsets.US_ASCII)) && header[262] == 0;
            String folder = ustar ? text(header, 345, 155) : "";
            String given = name.orElseGet(() -> (folder.isEmpty() ? "" : folder + "/") + text(header, 0, 100));
            String plain = ImagePlace.normalized(given.replaceFirst("^(\\./+)+", ""));
            require(
                    !plain.startsWith("/")
                            && !Arrays.asList(plain.split("/", -1)).contains(".."),
                    "has " + ImageProblems.quoted(given) + ", which leads out of it");
            return plain;
        }

        /** Lines of {@code LENGTH KEY=VALUE}, where the length in bytes is that of all of the line. */
        private void attributes(byte[] lines) {
            Map<String, String> found = new TreeMap<>();
            int from = 0;
            while (from < lines.length) {
                int space = indexOf(lines, ' ', from);
                long length = space < 0 ? 0 : decimal(new String(lines, from, space - from, StandardCharsets.US_ASCII));
                require(length > space - from + 1 && length <= lines.length - from, "has attributes that are corrupt");
                String line = new String(lines, space + 1, (int) length - (space - from) - 2, StandardCharsets.UTF_8);
                int equals = line.indexOf('=');
                require(equals > 0, "has attributes that are corrupt");
                found.put(line.substring(0, equals), line.substring(equals + 1));
                from += (int) length;
            }
            require(
                    found.keySet().stream().noneMatch(key -> key.startsWith("GNU.sparse.")),
                    "holds sparse files; make it without --sparse");
            name = Optional.ofNullable(found.get("path")).or(() -> name);
            size = Optional.ofNullable(found.get("size")).or(() -> size);
        }

        private byte[] content(long length) throws IOException {
            require(length <= LONGEST_HEADER, "has a name or attributes of " + length + " bytes");
            return pack.read(at, (int) length);
        }

        /** Octal digits; or, where the first bit is set, as large a number as there are bytes. */
        private long number(byte[] header, int from, int length) {
            if (header[from] < 0) {
                long value = header[from] & 0x7f;
                for (int i = from + 1; i < from + length; i++) {
                    require(value < 1L << 55, "has a size that is none");
                    value = value << 8 | header[i] & 0xff;
                }
                return value;
            }
            String digits = text(header, from, length).strip();
            require(digits.matches("[0-7]{0,12}"), "is no tar file, or is corrupt");
            return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
        }

        private long decimal(String digits) {
            require(digits.matches("[0-9]{1,18}"), "has attributes that are corrupt");
            return Long.parseLong(digits);
        }

        private void require(boolean right, String problem) {
            if (!right) {
                throw new DataException(archive + ": " + problem);
            }
        }
    }

    private static boolean isZero(byte[] block) {
        return Arrays.equals(block, new byte[BLOCK]);
    }

    /** The sum of a header's bytes, with spaces for the sum itself. */
    private static long checksum(byte[] header) {
        long sum = 8 * ' ';
        for (int i = 0; i < BLOCK; i++) {
            sum += i < 148 || i >= 156 ? header[i] & 0xff : 0;
        }
        return sum;
    }

    private static String text(byte[] header, int from, int length) {
        return untilNul(Arrays.copyOfRange(header, from, from + length));
    }

    private static String untilNul(byte[] bytes) {
        int end = indexOf(bytes, '\0', 0);
        return new String(bytes, 0, end < 0 ? bytes.length : end, StandardCharsets.UTF_8);
    }

    private static int indexOf(byte[] bytes, int wanted, int from) {
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        return -1;
    }
}
