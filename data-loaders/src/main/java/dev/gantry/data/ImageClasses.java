package dev.gantry.data;

import dev.gantry.core.data.DataException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which class each image is of.
 *
 * @param file what says so, where it is a file
 * @param names by image; empty where there are no classes
 * @param order of the classes, where it is known
 */
record ImageClasses(Optional<ImageFile> file, Map<ImageFile, String> names, List<String> order) {

    /** Images without a class that are told by name. */
    private static final int MOST_OUTSIDE = 3;

    private static final ImageClasses NONE = new ImageClasses(Optional.empty(), Map.of());

    ImageClasses(Optional<ImageFile> file, Map<ImageFile, String> names) {
        this(file, names, List.of());
    }

    /**
     * @param labels {@code none}, {@code folders} or a file's name
     * @throws DataException with every image without a class, and every wrong row of the file
     */
    static ImageClasses of(String labels, ImagePlace place) {
        if (place.inRows().isPresent()) {
            return place.inRows().get();
        }
        return switch (labels) {
            case "none" -> NONE;
            case "folders" -> new ImageClasses(Optional.empty(), ofFolders(place));
            default -> {
                ImageFile file = place.labels(labels);
                yield new ImageClasses(Optional.of(file), ofFile(file, place));
            }
        };
    }

    /**
     * The folder of the outermost level on which there are several: an archive often holds a lone folder, in which are those that
     * are meant.
     */
    private static Map<ImageFile, String> ofFolders(ImagePlace place) {
        Map<ImageFile, String> names = new HashMap<>();
        List<ImageFile> outside = new ArrayList<>();
        int level = 0;
        while (isLone(level, place.images())) {
            level++;
        }
        for (ImageFile image : place.images()) {
            String[] path = image.name().split("/", -1);
            if (path.length > level + 1) {
                names.put(image, path[level]);
            } else {
                outside.add(image);
            }
        }
        if (!outside.isEmpty()) {
            throw new DataException((outside.size() == 1 ? "1 image is" : outside.size() + " images are")
                    + " in no sub-folder, which would be the class: "
                    + ImageProblems.shown(
                                    outside.stream().map(ImageFile::toString).toList(), MOST_OUTSIDE)
                            .collect(Collectors.joining(", ")));
        }
        return names;
    }

    /** Whether all images share their folder of this level, and are in further ones below it. */
    private static boolean isLone(int level, List<ImageFile> images) {
        List<String[]> paths =
                images.stream().map(image -> image.name().split("/", -1)).toList();
        return !paths.isEmpty()
                && paths.stream().allMatch(path -> path.length > level + 2)
                && paths.stream().map(path -> path[level]).distinct().count() == 1;
    }

    private static Map<ImageFile, String> ofFile(ImageFile file, ImagePlace place) {
        if (!file.exists()) {
            throw new DataException(file
                    + ": no such file; 'labels' must be none, folders, or a .csv or .json file of names and classes");
        }
        List<String> problems = new ArrayList<>();
        List<LabelFile.NamedClass> rows = LabelFile.read(file, problems);
        Map<String, ImageFile> images =
                place.images().stream().collect(Collectors.toMap(ImageFile::name, image -> image, (first, _) -> first));
        Map<ImageFile, String> names = new HashMap<>();
        for (LabelFile.NamedClass row : rows) {
            String name = ImagePlace.normalized(row.image());
            ImageFile image = images.get(name);
            if (image == null) {
                problems.add(
                        row.place() + ": there is no image " + ImageProblems.quoted(row.image()) + reason(place, name));
            } else if (names.putIfAbsent(image, row.label()) != null) {
                problems.add(row.place() + ": names " + ImageProblems.quoted(row.image()) + " again");
            }
        }
        place.images().stream()
                .filter(image -> !names.containsKey(image))
                .map(image -> image + ": has no row in " + file)
                .forEach(problems::add);
        ImageProblems.throwIfAny(problems);
        return names;
    }

    private static String reason(ImagePlace place, String name) {
        if (!ImagePlace.isImageName(name)) {
            return "; images end in " + ImagePlace.ENDINGS;
        }
        return " in " + place.where();
    }

    /** The classes of these images, in the order that is known; else by their numbers if all are whole numbers, else by their letters. */
    List<String> ordered(List<ImageFile> images) {
        List<String> found = images.stream()
                .filter(names::containsKey)
                .map(this::name)
                .distinct()
                .toList();
        if (!order.isEmpty()) {
            return order.stream().filter(Set.copyOf(found)::contains).toList();
        }
        boolean numbers = found.stream().allMatch(name -> name.matches("-?[0-9]{1,15}"));
        Comparator<String> byNumber = Comparator.comparingLong(Long::parseLong);
        return found.stream()
                .sorted(numbers ? byNumber.thenComparing(Comparator.naturalOrder()) : Comparator.naturalOrder())
                .toList();
    }

    String name(ImageFile image) {
        return names.getOrDefault(image, "");
    }
}
