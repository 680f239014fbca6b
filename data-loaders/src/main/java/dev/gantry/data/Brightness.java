package dev.gantry.data;

/** How the brightness of a pixel becomes a value of a sample. */
final class Brightness {

    private Brightness() {}

    /** An unsigned byte as a number from -1 to 1. */
    static float fromByte(byte value) {
        return (value & 0xff) / 127.5f - 1;
    }
}
