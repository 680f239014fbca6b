package dev.gantry.opencl;

import dev.gantry.engine.backend.Backend;
import dev.gantry.engine.backend.BackendProvider;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/** Offers what OpenCL finds: the best as {@code opencl}, and each by its number, as {@code opencl:1}, or a part of its name. */
public final class OpenClBackendProvider implements BackendProvider {

    private static final String NAME = "opencl";

    /** Shorter parts of names may mean anything. */
    private static final int SHORTEST_PART = 3;

    /** What is found, once in a JVM. */
    private static final class Found {

        private static final Found HERE = of();

        private final Optional<OpenCl> library;
        private final List<Device> devices;
        private final String problem;

        /** Of devices that were opened. Drivers take a while to make them, so they stay. */
        private final Map<Device, MemorySegment> contexts = new ConcurrentHashMap<>();

        private Found(Optional<OpenCl> library, List<Device> devices, String problem) {
            this.library = library;
            this.devices = devices;
            this.problem = problem;
        }

        private static Found of() {
            try {
                Optional<OpenCl> library = OpenCl.load();
                if (library.isEmpty()) {
                    return new Found(
                            library,
                            List.of(),
                            "no OpenCL is installed ("
                                    + OpenCl.names().findFirst().orElseThrow()
                                    + " not found); drivers of graphics cards have it");
                }
                List<Device> devices = Device.all(library.get());
                return new Found(
                        library,
                        devices,
                        devices.isEmpty() ? "OpenCL finds no device; a driver of one must be installed" : "");
            } catch (RuntimeException | LinkageError e) {
                return new Found(Optional.empty(), List.of(), "OpenCL fails: " + e.getMessage());
            }
        }
    }

    private final int index;
    private final String device;

    /** For the service loader. */
    public OpenClBackendProvider() {
        this(0, NAME);
    }

    private OpenClBackendProvider(int index, String device) {
        this.index = index;
        this.device = device;
    }

    @Override
    public String device() {
        return device;
    }

    @Override
    public List<BackendProvider> others() {
        return IntStream.range(1, Found.HERE.devices.size())
                .<BackendProvider>mapToObj(i -> new OpenClBackendProvider(i, NAME + ":" + i))
                .toList();
    }

    private Optional<Device> found() {
        return Found.HERE.devices.stream().skip(index).findFirst();
    }

    @Override
    public boolean isCalled(String name) {
        return name.equals(device)
                || name.equals(NAME + ":" + index)
                || (name.length() >= SHORTEST_PART
                        && found().filter(found -> found.isNamed(name)).isPresent());
    }

    @Override
    public int rank() {
        return isCard() ? 2 : 0;
    }

    @Override
    public boolean automatic() {
        return isCard();
    }

    private boolean isCard() {
        return found().filter(found -> found.kind() == Device.Kind.CARD).isPresent();
    }

    @Override
    public Optional<String> problem() {
        Optional<Device> found = found();
        return found.isEmpty() ? Optional.of(Found.HERE.problem) : found.flatMap(Limits::problem);
    }

    @Override
    public Backend open() {
        OpenCl library = Found.HERE.library.orElseThrow();
        Device found = found().orElseThrow();
        return new OpenClBackend(
                library,
                found,
                Found.HERE.contexts.computeIfAbsent(found, opened -> library.createContext(opened.id())));
    }
}
