package dev.gantry.fuzz;

import dev.gantry.tries.Draw;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Breaks files byte by byte. */
final class Bytes {

    /** Headers say more than what follows them does. */
    private static final int HEADER = 48;

    private static final Integer[] EXTREMES = {
        0, 1, -1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0x7ff00000, 0x7fc00000
    };

    private enum Change {
        FLIP,
        REPLACE,
        EXTREME_BYTE,
        EXTREME_SHORT,
        EXTREME_INT,
        CUT,
        EXTEND,
        REMOVE_OR_REPEAT,
        SPLICE
    }

    private Bytes() {}

    /** With up to four changes. */
    static byte[] broken(byte[] content, byte[] other, Draw draw) {
        byte[] broken = content;
        for (int changes = draw.between(1, 4); changes > 0; changes--) {
            broken = changed(broken, other, draw);
        }
        return broken;
    }

    private static byte[] changed(byte[] content, byte[] other, Draw draw) {
        if (content.length < Integer.BYTES) {
            return other;
        }
        byte[] copy = content.clone();
        int last = copy.length - Integer.BYTES;
        int place = draw.between(0, draw.anyBoolean() ? Math.min(HEADER, last) : last);
        ByteBuffer buffer =
                ByteBuffer.wrap(copy).order(draw.anyBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        switch (draw.oneOf(Change.values())) {
            case FLIP -> copy[place] ^= (byte) (1 << draw.between(0, 7));
            case REPLACE -> copy[place] = (byte) draw.between(0, 255);
            case EXTREME_BYTE -> copy[place] = draw.oneOf(EXTREMES).byteValue();
            case EXTREME_SHORT -> buffer.putShort(place, draw.oneOf(EXTREMES).shortValue());
            case EXTREME_INT -> buffer.putInt(place, draw.oneOf(EXTREMES));
            case CUT -> {
                return Arrays.copyOf(copy, place);
            }
            case EXTEND -> {
                return Arrays.copyOf(copy, copy.length + draw.between(1, 100));
            }
            case REMOVE_OR_REPEAT -> {
                return joined(copy, place, copy, Math.clamp(place + draw.between(-16, 16), 0, copy.length));
            }
            case SPLICE -> {
                return joined(copy, place, other, draw.between(0, other.length));
            }
        }
        return copy;
    }

    /** The start of one file and the end of another, or of the same. */
    private static byte[] joined(byte[] start, int end, byte[] rest, int from) {
        byte[] joined = Arrays.copyOf(start, end + rest.length - from);
        System.arraycopy(rest, from, joined, end, rest.length - from);
        return joined;
    }
}
