package dev.gantry.nd4j;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.gantry.engine.backend.Owned;
import dev.gantry.engine.plan.Precision;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalLong;

/** Makes oneDNN's objects, each known by its address and destroyed with an owner. They are for one thread at a time. */
final class OneDnnEngine {

    private static final int PROCESSOR = 1;
    private static final int IN_ORDER = 1;
    private static final int BFLOAT16 = 2;
    private static final int FLOAT32 = 3;
    private static final int ANY_LAYOUT = 1;
    private static final int MEMORY_OF_THE_CALLER = 1;
    private static final int LAYOUT_OF_ARGUMENT = 255;

    /** The statuses of what was asked for and is not to be had. */
    private static final int INVALID = 2;

    private static final int UNIMPLEMENTED = 3;

    private final Owned owned;
    private final Arena arena = Arena.ofShared();
    private final long engine;
    private final long attributes;

    OneDnnEngine(Owned owned) {
        this.owned = owned;
        owned.add(arena::close);
        engine = made("dnnl_engine_create", "dnnl_engine_destroy", PROCESSOR, 0L);
        attributes = made("dnnl_primitive_attr_create", "dnnl_primitive_attr_destroy");
        check("dnnl_primitive_attr_set_scratchpad_mode", attributes, MEMORY_OF_THE_CALLER);
    }

    /** A layout of such numbers, with the distance of neighbours along each axis in elements. */
    long layout(Precision precision, long[] sizes, long[] strides) {
        return made(
                "dnnl_memory_desc_create_with_strides",
                "dnnl_memory_desc_destroy",
                sizes.length,
                sizes,
                type(precision),
                strides);
    }

    /** A layout that the library is to choose. */
    long anyLayout(Precision precision, long... sizes) {
        return made(
                "dnnl_memory_desc_create_with_tag",
                "dnnl_memory_desc_destroy",
                sizes.length,
                sizes,
                type(precision),
                ANY_LAYOUT);
    }

    private static int type(Precision precision) {
        return switch (precision) {
            case FLOAT32 -> FLOAT32;
            case BFLOAT16 -> BFLOAT16;
        };
    }

    /**
     * What the library would do for an operation, or empty if it does not know how.
     *
     * @param operation as in {@code dnnl_OPERATION_primitive_desc_create}
     * @param arguments those between the engine and the attributes; arrays stand for pointers to them
     */
    OptionalLong description(String operation, Object... arguments) {
        Object[] all = new Object[arguments.length + 2];
        all[0] = engine;
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        all[all.length - 1] = attributes;
        return create("dnnl_" + operation + "_primitive_desc_create", "dnnl_primitive_desc_destroy", all);
    }

    /** The same for a copy from one layout to another. */
    OptionalLong copyDescription(long from, long to) {
        return create(
                "dnnl_reorder_primitive_desc_create",
                "dnnl_primitive_desc_destroy",
                from,
                engine,
                to,
                engine,
                attributes);
    }

    /** The layout of an argument, which belongs to the description. */
    long layoutOf(long description, int argument) {
        return (long) call("dnnl_primitive_desc_query_md", JAVA_LONG, description, LAYOUT_OF_ARGUMENT, argument);
    }

    /** How many bytes it takes. */
    long bytes(long layout) {
        return (long) call("dnnl_memory_desc_get_size", JAVA_LONG, layout);
    }

    boolean areEqual(long layout, long other) {
        return (int) call("dnnl_memory_desc_equal", JAVA_INT, layout, other) != 0;
    }

    /** Memory of that layout which is yet to be given its {@link #place place}. */
    long memory(long layout) {
        return made("dnnl_memory_create", "dnnl_memory_destroy", layout, engine, 0L);
    }

    void place(long memory, long address) {
        check("dnnl_memory_set_data_handle", memory, address);
    }

    /** What is described, bound to its arguments: what each is, and its memory. */
    OneDnnPrimitive primitive(long description, Map<Integer, Long> arguments) {
        MemorySegment list = arena.allocate(2 * JAVA_LONG.byteSize() * arguments.size(), JAVA_LONG.byteAlignment());
        long at = 0;
        for (Map.Entry<Integer, Long> argument : arguments.entrySet()) {
            list.set(JAVA_INT, at, argument.getKey());
            list.set(JAVA_LONG, at + JAVA_LONG.byteSize(), argument.getValue());
            at += 2 * JAVA_LONG.byteSize();
        }
        return new OneDnnPrimitive(
                made("dnnl_primitive_create", "dnnl_primitive_destroy", description),
                made("dnnl_stream_create", "dnnl_stream_destroy", engine, IN_ORDER),
                arguments.size(),
                list.address());
    }

    private long made(String function, String destroy, Object... arguments) {
        return create(function, destroy, arguments)
                .orElseThrow(() -> new IllegalStateException("oneDNN refused " + function));
    }

    /** Empty where the library refuses. */
    private OptionalLong create(String function, String destroy, Object... arguments) {
        long[] created = new long[1];
        Object[] all = new Object[arguments.length + 1];
        all[0] = created;
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        int status = statusOnOneThread(function, all);
        if (status == INVALID || status == UNIMPLEMENTED) {
            return OptionalLong.empty();
        }
        if (status != 0) {
            throw new IllegalStateException(function + " failed: status " + status);
        }
        owned.add(() -> check(destroy, created[0]));
        return OptionalLong.of(created[0]);
    }

    /** What is made plans for as many threads as the one that makes it has. */
    private static int statusOnOneThread(String function, Object... arguments) {
        int threads = OneDnn.useOneThread();
        try {
            return (int) call(function, JAVA_INT, arguments);
        } finally {
            OneDnn.useThreads(threads);
        }
    }

    private static void check(String function, Object... arguments) {
        int status = (int) call(function, JAVA_INT, arguments);
        if (status != 0) {
            throw new IllegalStateException(function + " failed: status " + status);
        }
    }

    /** Calls a function; what it writes into an array comes back in that array. */
    private static Object call(String name, MemoryLayout result, Object... arguments) {
        MemoryLayout[] types = Arrays.stream(arguments)
                .map(argument -> argument instanceof Integer ? JAVA_INT : JAVA_LONG)
                .toArray(MemoryLayout[]::new);
        MethodHandle function = OneDnn.function(name, FunctionDescriptor.of(result, types));
        try (Arena passing = Arena.ofConfined()) {
            MemorySegment[] arrays = new MemorySegment[arguments.length];
            Object[] passed = arguments.clone();
            for (int i = 0; i < arguments.length; i++) {
                if (arguments[i] instanceof long[] array) {
                    arrays[i] = passing.allocateFrom(JAVA_LONG, array);
                    passed[i] = arrays[i].address();
                }
            }
            Object returned = function.invokeWithArguments(passed);
            for (int i = 0; i < arguments.length; i++) {
                if (arguments[i] instanceof long[] array) {
                    MemorySegment.copy(arrays[i], JAVA_LONG, 0, array, 0, array.length);
                }
            }
            return returned;
        } catch (Throwable e) {
            throw new IllegalStateException("oneDNN cannot be called", e);
        }
    }
}
