package dev.gantry.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The recipes that ship, cut so small that each is planned in milliseconds. */
final class Recipes {

    private static final Path SHIPPED = Path.of("..", "recipes");

    private static final Path BROKEN =
            Path.of("..", "runtime", "src", "test", "resources", "dev", "gantry", "runtime", "recipe", "broken");

    private Recipes() {}

    /** By the names of their files, all of which are written into a folder, with their data. */
    static SequencedMap<String, String> into(Path folder) throws IOException {
        String data = folder.toString().replace('\\', '/');
        Files.write(folder.resolve("images"), Pictures.idx(24, 28, 28));
        Files.write(folder.resolve("labels"), Pictures.idx(24));
        Path pictures = Files.createDirectory(folder.resolve("pictures"));
        Files.write(pictures.resolve("one.png"), Pictures.of("png").getFirst());
        Path ofOneClass = Files.createDirectories(folder.resolve("classes/first"));
        Files.write(ofOneClass.resolve("one.png"), Pictures.of("png").getFirst());
        Path cifar = Files.createDirectory(folder.resolve("cifar"));
        for (int batch = 1; batch <= 5; batch++) {
            // One image: its class, and 32 x 32 pixels in three colours.
            Files.write(cifar.resolve("data_batch_" + batch + ".bin"), new byte[1 + 3 * 32 * 32]);
        }
        SequencedMap<String, String> recipes = new TreeMap<>();
        try (Stream<Path> files = Files.walk(SHIPPED)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = SHIPPED.relativize(file).toString().replace('\\', '/');
                String small = small(Files.readString(file), data);
                Path copy = folder.resolve(name);
                Files.createDirectories(copy.getParent());
                Files.writeString(copy, small);
                if (!name.startsWith("include")) {
                    recipes.put(name, small);
                }
            }
        }
        return recipes;
    }

    /** Those of other tests in which something is wrong, by the names of their files. */
    static SequencedMap<String, String> broken() throws IOException {
        SequencedMap<String, String> recipes = new TreeMap<>();
        try (Stream<Path> files = Files.list(BROKEN)) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".conf")).toList()) {
                recipes.put(
                        file.getFileName().toString(),
                        Files.readString(file).lines().limit(60).collect(Collectors.joining("\n")));
            }
        }
        return recipes;
    }

    private static String small(String recipe, String data) {
        String idx = "type = idx, images = \"" + data + "/images\", labels = \"" + data + "/labels\"";
        return recipe.replaceAll("(?m)^#.*\\n", "")
                .replace("data = fashion-mnist", "data { " + idx + " }")
                .replace("data.type = idx", "data { " + idx + " }")
                .replace("type = images, size = 64", "type = images, folder = \"" + data + "/pictures\", size = 8")
                .replace(
                        "type = images, labels = folders, size = 64",
                        "type = images, labels = folders, folder = \"" + data + "/classes\", size = 8")
                .replace("type = cifar,", "type = cifar, folder = \"" + data + "/cifar\",")
                .replace(
                        "labels = 100, batch = 100, weight = 2, held-out = 2000", "labels = 4, batch = 4, held-out = 8")
                .replaceAll("(batch-size|latent|reference|samples|channels) = \\d{2,}", "$1 = 4")
                .replaceAll("units = 3136(.*)\\[64, 7, 7]", "units = 98$1[2, 7, 7]")
                .replaceAll("\\b(500|250|128|256|512)\\b(?=[\\d, ]*])", "4");
    }
}
