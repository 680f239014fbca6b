package dev.gantry.nd4j;

/** Work that oneDNN has prepared, bound to its memory. Running it allocates nothing. */
record OneDnnPrimitive(long address, long stream, int count, long arguments) {

    void run() {
        OneDnn.execute(address, stream, count, arguments);
    }
}
