package dev.gantry.runtime.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.gantry.core.spi.Loss;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Plugins broken at random work, offer nothing, or are set aside; never does one stop the others. The property
 * {@code gantry.mutants} asks for more mutants of each kind.
 */
final class BrokenPluginsTest {

    private static final int MUTANTS = Integer.getInteger("gantry.mutants", 200);
    private static final long SEED = 10;

    @TempDir
    private Path folder;

    @Test
    void modular() throws IOException {
        breakAll(DiscoveryTest.modularPlugin(folder), "cubic");
    }

    @Test
    void plain() throws IOException {
        breakAll(DiscoveryTest.plainPlugin(folder), "quartic");
    }

    private void breakAll(Path valid, String name) throws IOException {
        byte[] jar = Files.readAllBytes(valid);
        SequencedMap<String, byte[]> entries = entries(jar);
        int working = 0;
        int setAside = 0;
        for (int mutant = 0; mutant < MUTANTS; mutant++) {
            SplittableRandom random = new SplittableRandom(SEED + mutant);
            byte[] content = mutant % 3 == 0 ? changed(jar, random) : packed(changed(entries, random));
            Path plugins = Files.createDirectory(folder.resolve("plugins-" + mutant));
            Path file = Files.write(plugins.resolve("broken.jar"), content);
            try {
                Components components = Components.discover(List.of(plugins));
                assertThat(components.find(Kind.OPTIMIZER, "adam")).isPresent();
                Optional<Components.Entry<Loss>> found = components.find(Kind.LOSS, name);
                working += found.isPresent() ? 1 : 0;
                setAside += components.setAside().isEmpty() ? 0 : 1;
                assertThat(components.setAside()).as("mutant %d", mutant).allSatisfy(problem -> {
                    assertThat(problem.location()).isEqualTo(file.toString());
                    assertThat(problem.message())
                            .doesNotContainPattern("\\p{Cntrl}")
                            .doesNotContainPattern(": $|\\bnull$")
                            .hasSizeLessThan(600);
                });
            } catch (RuntimeException | Error e) {
                fail("mutant %d, is %s".formatted(mutant, HexFormat.of().formatHex(content)), e);
            }
        }
        assertThat(working).isPositive();
        assertThat(setAside).isPositive();
    }

    private static SequencedMap<String, byte[]> entries(byte[] jar) throws IOException {
        SequencedMap<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(jar))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                if (!entry.isDirectory()) {
                    entries.put(entry.getName(), in.readAllBytes());
                }
            }
        }
        return entries;
    }

    /** One entry removed, or the bytes of some changed. */
    private static SequencedMap<String, byte[]> changed(Map<String, byte[]> valid, SplittableRandom random) {
        SequencedMap<String, byte[]> entries = new LinkedHashMap<>(valid);
        List<String> names = List.copyOf(entries.keySet());
        for (int changes = random.nextInt(1, 3); changes > 0; changes--) {
            String name = names.get(random.nextInt(names.size()));
            if (random.nextInt(6) == 0) {
                entries.remove(name);
            } else {
                entries.computeIfPresent(name, (_, content) -> changed(content, random));
            }
        }
        return entries;
    }

    private static byte[] changed(byte[] content, SplittableRandom random) {
        byte[] copy = content.clone();
        for (int changes = random.nextInt(1, 4); changes > 0 && copy.length > 0; changes--) {
            int place = random.nextInt(copy.length);
            switch (random.nextInt(6)) {
                case 0, 1 -> copy[place] ^= (byte) (1 << random.nextInt(8));
                case 2 -> copy[place] = (byte) random.nextInt(256);
                case 3 -> copy[place] = (byte) (random.nextBoolean() ? 0 : 0xff);
                case 4 -> copy[place] = (byte) random.nextInt(32, 127);
                default -> copy = Arrays.copyOf(copy, place);
            }
        }
        return copy;
    }

    private static byte[] packed(Map<String, byte[]> entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                out.putNextEntry(new ZipEntry(entry.getKey()));
                out.write(entry.getValue());
            }
        }
        return bytes.toByteArray();
    }
}
