package dev.gantry.opencl;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.gantry.engine.backend.DeviceException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The functions of OpenCL 1.2 that are needed, of the library that the system has. Those that give an error throw
 * {@link DeviceException}.
 */
final class OpenCl {

    /** What errors mean that a user can do something about, and some more. */
    private static final Map<Integer, String> ERRORS = Map.of(
            -1, "no such device",
            -2, "the device is not available",
            -4, "the device has too little memory",
            -5, "the device is out of resources",
            -6, "the system is out of memory",
            -11, "the kernels do not compile",
            -14, "an earlier command failed",
            -36, "the device was lost",
            -61, "a buffer is larger than the device allows",
            -1001, "no driver offers a platform");

    private static final long GLOBAL_SIZE = JAVA_LONG.byteSize();

    private final SymbolLookup library;
    private final Map<String, MethodHandle> functions = new HashMap<>();

    private OpenCl(SymbolLookup library) {
        this.library = library;
    }

    /** The library; empty where there is none. It stays loaded. */
    @SuppressWarnings("restricted")
    static Optional<OpenCl> load() {
        return names().flatMap(name -> {
                    try {
                        return Stream.of(new OpenCl(SymbolLookup.libraryLookup(name, Arena.global())));
                    } catch (IllegalArgumentException e) {
                        return Stream.empty();
                    }
                })
                .findFirst();
    }

    static Stream<String> names() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        return system.startsWith("windows")
                ? Stream.of("OpenCL.dll")
                : system.startsWith("mac")
                        ? Stream.of("/System/Library/Frameworks/OpenCL.framework/OpenCL")
                        : Stream.of("libOpenCL.so.1", "libOpenCL.so");
    }

    @SuppressWarnings("restricted")
    private synchronized MethodHandle function(String name, MemoryLayout result, MemoryLayout... arguments) {
        return functions.computeIfAbsent(
                name,
                _ -> Linker.nativeLinker()
                        .downcallHandle(library.findOrThrow(name), FunctionDescriptor.of(result, arguments)));
    }

    private static DeviceException failure(String function, int error) {
        return new DeviceException(
                ERRORS.getOrDefault(error, "OpenCL fails") + " (" + function + ": error " + error + ")");
    }

    private static void require(String function, int error) {
        if (error != 0) {
            throw failure(function, error);
        }
    }

    /** A call of a function that gives an error code. */
    private interface Call {
        int run() throws Throwable;
    }

    private static int code(Call call) {
        try {
            return call.run();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static void run(String function, Call call) {
        require(function, code(call));
    }

    /** A call of a function that gives a handle. */
    private interface Creation {
        MemorySegment run(MemorySegment error) throws Throwable;
    }

    private static MemorySegment create(String function, Creation creation) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment error = arena.allocate(JAVA_INT);
            MemorySegment made = creation.run(error);
            require(function, error.get(JAVA_INT, 0));
            return made;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** Handles of all platforms; none where no driver offers one. */
    List<MemorySegment> platforms() {
        MethodHandle get = function("clGetPlatformIDs", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
        return handles("clGetPlatformIDs", -1001, (count, ids, found) -> (int) get.invokeExact(count, ids, found));
    }

    /** Handles of a platform's devices of all types. */
    List<MemorySegment> devices(MemorySegment platform) {
        long all = 0xFFFFFFFFL;
        MethodHandle get = function("clGetDeviceIDs", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS);
        return handles(
                "clGetDeviceIDs", -1, (count, ids, found) -> (int) get.invokeExact(platform, all, count, ids, found));
    }

    /** Asks for handles: how many there are, or for them. */
    private interface Listing {
        int get(int count, MemorySegment ids, MemorySegment found) throws Throwable;
    }

    private static List<MemorySegment> handles(String function, int none, Listing listing) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment found = arena.allocate(JAVA_INT);
            int error = code(() -> listing.get(0, MemorySegment.NULL, found));
            if (error == none) {
                return List.of();
            }
            require(function, error);
            int count = found.get(JAVA_INT, 0);
            MemorySegment ids = arena.allocate(ADDRESS, Math.max(1, count));
            run(function, () -> listing.get(count, ids, found));
            return Stream.iterate(0, i -> i < count, i -> i + 1)
                    .map(i -> ids.getAtIndex(ADDRESS, i))
                    .toList();
        }
    }

    /** What a platform tells as text. */
    String platformText(MemorySegment platform, int parameter) {
        MethodHandle get = function("clGetPlatformInfo", JAVA_INT, ADDRESS, JAVA_INT, JAVA_LONG, ADDRESS, ADDRESS);
        return text("clGetPlatformInfo", (size, value, needed) ->
                (int) get.invokeExact(platform, parameter, size, value, needed));
    }

    String deviceText(MemorySegment device, int parameter) {
        MethodHandle get = function("clGetDeviceInfo", JAVA_INT, ADDRESS, JAVA_INT, JAVA_LONG, ADDRESS, ADDRESS);
        return text("clGetDeviceInfo", (size, value, needed) ->
                (int) get.invokeExact(device, parameter, size, value, needed));
    }

    /** What a device tells as a number of at most eight bytes. */
    long deviceNumber(MemorySegment device, int parameter) {
        MethodHandle get = function("clGetDeviceInfo", JAVA_INT, ADDRESS, JAVA_INT, JAVA_LONG, ADDRESS, ADDRESS);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(JAVA_LONG);
            run("clGetDeviceInfo", () ->
                    (int) get.invokeExact(device, parameter, GLOBAL_SIZE, value, MemorySegment.NULL));
            return value.get(JAVA_LONG, 0);
        }
    }

    /** Asks for text: how long it is, or for it. */
    private interface Telling {
        int get(long size, MemorySegment value, MemorySegment needed) throws Throwable;
    }

    private static String text(String function, Telling telling) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment needed = arena.allocate(JAVA_LONG);
            run(function, () -> telling.get(0, MemorySegment.NULL, needed));
            long size = needed.get(JAVA_LONG, 0);
            MemorySegment value = arena.allocate(size + 1);
            run(function, () -> telling.get(size, value, MemorySegment.NULL));
            return value.getString(0).strip();
        }
    }

    MemorySegment createContext(MemorySegment device) {
        MethodHandle create =
                function("clCreateContext", ADDRESS, ADDRESS, JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment devices = arena.allocateFrom(ADDRESS, device);
            return create("clCreateContext", error -> (MemorySegment)
                    create.invokeExact(MemorySegment.NULL, 1, devices, MemorySegment.NULL, MemorySegment.NULL, error));
        }
    }

    /** A queue whose commands run in order. */
    MemorySegment createQueue(MemorySegment context, MemorySegment device) {
        MethodHandle create = function("clCreateCommandQueue", ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS);
        return create("clCreateCommandQueue", error -> (MemorySegment) create.invokeExact(context, device, 0L, error));
    }

    /** Memory that kernels read and write. */
    MemorySegment createBuffer(MemorySegment context, long bytes) {
        long readWrite = 1;
        MethodHandle create = function("clCreateBuffer", ADDRESS, ADDRESS, JAVA_LONG, JAVA_LONG, ADDRESS, ADDRESS);
        return create("clCreateBuffer", error ->
                (MemorySegment) create.invokeExact(context, readWrite, bytes, MemorySegment.NULL, error));
    }

    /**
     * A program that is compiled.
     *
     * @throws DeviceException if it does not compile, with the first line that the compiler says
     */
    MemorySegment build(MemorySegment context, MemorySegment device, String text, String options) {
        MethodHandle create =
                function("clCreateProgramWithSource", ADDRESS, ADDRESS, JAVA_INT, ADDRESS, ADDRESS, ADDRESS);
        MethodHandle build =
                function("clBuildProgram", JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment texts = arena.allocateFrom(ADDRESS, arena.allocateFrom(text));
            MemorySegment devices = arena.allocateFrom(ADDRESS, device);
            MemorySegment flags = arena.allocateFrom(options);
            MemorySegment program = create("clCreateProgramWithSource", error ->
                    (MemorySegment) create.invokeExact(context, 1, texts, MemorySegment.NULL, error));
            int error = code(
                    () -> (int) build.invokeExact(program, 1, devices, flags, MemorySegment.NULL, MemorySegment.NULL));
            if (error != 0) {
                String log = buildLog(program, device);
                release("clReleaseProgram", program);
                throw new DeviceException(failure("clBuildProgram", error).getMessage()
                        + log.lines()
                                .filter(line -> line.contains("error"))
                                .findFirst()
                                .map(line -> ": " + line.strip())
                                .orElse(""));
            }
            return program;
        }
    }

    /** What the compiler said of a program. */
    String buildLog(MemorySegment program, MemorySegment device) {
        int log = 0x1183;
        MethodHandle get =
                function("clGetProgramBuildInfo", JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, JAVA_LONG, ADDRESS, ADDRESS);
        return text("clGetProgramBuildInfo", (size, value, needed) ->
                (int) get.invokeExact(program, device, log, size, value, needed));
    }

    MemorySegment createKernel(MemorySegment program, String name) {
        MethodHandle create = function("clCreateKernel", ADDRESS, ADDRESS, ADDRESS, ADDRESS);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocateFrom(name);
            return create("clCreateKernel", error -> (MemorySegment) create.invokeExact(program, text, error));
        }
    }

    /** Sets an argument of eight bytes, at {@code value}. */
    void setArgument(MemorySegment kernel, int index, MemorySegment value) {
        MethodHandle set = function("clSetKernelArg", JAVA_INT, ADDRESS, JAVA_INT, JAVA_LONG, ADDRESS);
        run("clSetKernelArg", () -> (int) set.invokeExact(kernel, index, GLOBAL_SIZE, value));
    }

    /**
     * Has a kernel run.
     *
     * @param sizes three numbers: the work-items along each axis
     * @param groupSizes three numbers: those of a group
     */
    void enqueueKernel(MemorySegment queue, MemorySegment kernel, MemorySegment sizes, MemorySegment groupSizes) {
        MethodHandle enqueue = function(
                "clEnqueueNDRangeKernel",
                JAVA_INT,
                ADDRESS,
                ADDRESS,
                JAVA_INT,
                ADDRESS,
                ADDRESS,
                ADDRESS,
                JAVA_INT,
                ADDRESS,
                ADDRESS);
        run("clEnqueueNDRangeKernel", () -> (int) enqueue.invokeExact(
                queue, kernel, 3, MemorySegment.NULL, sizes, groupSizes, 0, MemorySegment.NULL, MemorySegment.NULL));
    }

    /** Copies to a buffer; the source may be changed once it returns, where it waits, or else once the event has come. */
    void write(MemorySegment queue, MemorySegment buffer, long offset, MemorySegment source, MemorySegment event) {
        transfer("clEnqueueWriteBuffer", queue, buffer, 0, offset, source, event);
    }

    /** Copies from a buffer, and waits for it. */
    void read(MemorySegment queue, MemorySegment buffer, long offset, MemorySegment target) {
        transfer("clEnqueueReadBuffer", queue, buffer, 1, offset, target, MemorySegment.NULL);
    }

    private void transfer(
            String name,
            MemorySegment queue,
            MemorySegment buffer,
            int waits,
            long offset,
            MemorySegment host,
            MemorySegment event) {
        MethodHandle transfer = function(
                name, JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_INT, ADDRESS, ADDRESS);
        run(name, () -> (int) transfer.invokeExact(
                queue, buffer, waits, offset, host.byteSize(), host, 0, MemorySegment.NULL, event));
    }

    /** Waits for the event at this place, and releases it. */
    void await(MemorySegment event) {
        MethodHandle wait = function("clWaitForEvents", JAVA_INT, JAVA_INT, ADDRESS);
        run("clWaitForEvents", () -> (int) wait.invokeExact(1, event));
        release("clReleaseEvent", event.get(ADDRESS, 0));
    }

    /** Has the device begin with what is queued. */
    void flush(MemorySegment queue) {
        MethodHandle flush = function("clFlush", JAVA_INT, ADDRESS);
        run("clFlush", () -> (int) flush.invokeExact(queue));
    }

    /** Waits until all that is queued has been done. */
    void finish(MemorySegment queue) {
        MethodHandle finish = function("clFinish", JAVA_INT, ADDRESS);
        run("clFinish", () -> (int) finish.invokeExact(queue));
    }

    /** Gives back what a handle stands for. */
    void release(String function, MemorySegment handle) {
        MethodHandle release = function(function, JAVA_INT, ADDRESS);
        run(function, () -> (int) release.invokeExact(handle));
    }
}
