package dev.gantry.data;

import dev.gantry.core.data.DataException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which class each image is of.
 *
 * @param file what says so, where it is a file
 * @param names by image; empty where there are no classes
 */
record ImageClasses(Optional<Path> file, Map<Path, String> names) {

    /**
     * @param labels {@code none}, {@code folders} or a file's name
     * @throws DataException with every image without a class, and every wrong row of the file
     */
    static ImageClasses of(String labels, ImagePlace place) {
        return switch (labels) {
            case "none" -> new ImageClasses(Optional.empty(), Map.of());
            case "folders" -> new ImageClasses(Optional.empty(), ofFolders(place));
            default -> {
                Path file = place.file(labels);
                yield new ImageClasses(Optional.of(file), ofFile(file, place));
            }
        };
    }

    /** The folder of the outermost level that an image is in. */
    private static Map<Path, String> ofFolders(ImagePlace place) {
        Map<Path, String> names = new HashMap<>();
        List<String> problems = new ArrayList<>();
        for (Path image : place.images()) {
            String name = place.name(image);
            if (name.contains("/")) {
                names.put(image, name.substring(0, name.indexOf('/')));
            } else {
                problems.add(ImageDecoder.named(image) + ": is in no sub-folder, which would be its class");
            }
        }
        ImageProblems.throwIfAny(problems);
        return names;
    }

    private static Map<Path, String> ofFile(Path file, ImagePlace place) {
        if (!Files.isRegularFile(file)) {
            throw new DataException(ImageDecoder.named(file)
                    + ": no such file; 'labels' must be none, folders, or a .csv or .json file of names and classes");
        }
        List<String> problems = new ArrayList<>();
        List<LabelFile.NamedClass> rows = LabelFile.read(file, problems);
        Map<String, Path> images =
                place.images().stream().collect(Collectors.toMap(place::name, image -> image, (first, _) -> first));
        Map<Path, String> names = new HashMap<>();
        for (LabelFile.NamedClass row : rows) {
            String name = ImagePlace.normalized(row.image());
            Path image = images.get(name);
            if (image == null) {
                problems.add(
                        row.place() + ": there is no image " + ImageProblems.quoted(row.image()) + reason(place, name));
            } else if (names.putIfAbsent(image, row.label()) != null) {
                problems.add(row.place() + ": names " + ImageProblems.quoted(row.image()) + " again");
            }
        }
        place.images().stream()
                .filter(image -> !names.containsKey(image))
                .map(image -> ImageDecoder.named(image) + ": has no row in " + ImageDecoder.named(file))
                .forEach(problems::add);
        ImageProblems.throwIfAny(problems);
        return names;
    }

    private static String reason(ImagePlace place, String name) {
        if (!ImagePlace.isImageName(name)) {
            return "; images end in " + ImagePlace.ENDINGS;
        }
        return " in " + (place.archive().isPresent() ? place.archive().get().toString() : place.root());
    }

    /** The classes of these images, in their order: by their numbers if all are whole numbers, else by their letters. */
    List<String> ordered(List<Path> images) {
        List<String> found = images.stream()
                .filter(names::containsKey)
                .map(this::name)
                .distinct()
                .toList();
        boolean numbers = found.stream().allMatch(name -> name.matches("-?[0-9]{1,15}"));
        Comparator<String> byNumber = Comparator.comparingLong(Long::parseLong);
        return found.stream()
                .sorted(numbers ? byNumber.thenComparing(Comparator.naturalOrder()) : Comparator.naturalOrder())
                .toList();
    }

    String name(Path image) {
        return names.getOrDefault(image, "");
    }
}
