package dev.gantry.nd4j;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/** A pointer to memory that belongs to someone else. */
final class BorrowedFloats extends FloatPointer {

    BorrowedFloats(long address, long size) {
        super((Pointer) null);
        this.address = address;
        this.limit = size;
        this.capacity = size;
    }
}
