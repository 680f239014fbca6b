package dev.gantry.app;

import java.util.Locale;

/** Numbers of any size in a few digits. */
final class Amount {

    private static final String[] PREFIXES = {"", "k", "M", "G", "T", "P", "E"};

    private Amount() {}

    /** In powers of 1024, for example {@code 12.3 MiB}. */
    static String bytes(long bytes) {
        return scaled(bytes, 1024, bytes < 1024 ? "B" : "iB");
    }

    /** In powers of 1000, for example {@code 12.3 M}. */
    static String count(long count) {
        return scaled(count, 1000, "").strip();
    }

    private static String scaled(long value, int base, String unit) {
        double scaled = value;
        int prefix = 0;
        while (scaled >= base) {
            scaled /= base;
            prefix++;
        }
        String name = base == 1024 ? PREFIXES[prefix].toUpperCase(Locale.ROOT) : PREFIXES[prefix];
        return String.format(Locale.ROOT, prefix == 0 ? "%.0f %s%s" : "%.1f %s%s", scaled, name, unit);
    }
}
