package dev.gantry.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import dev.gantry.core.run.TrainingException;
import dev.gantry.report.RunView.Pictures;
import dev.gantry.runtime.store.AtomicFile;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page that shows runs: one file, which needs nothing from the network. What comes from runs is in it as data, and its script shows
 * that as text; the page's policy lets no other script run.
 */
public final class ReportPage {

    private static final String UPLOT = "META-INF/resources/webjars/uplot/1.6.30/dist/uPlot";
    private static final Pattern PLACE = Pattern.compile("\\{\\{(\\w+)}}");

    private ReportPage() {}

    /**
     * Lays runs over each other in one page.
     *
     * @param folders of runs, each as its owner calls it
     * @throws TrainingException if the file cannot be written
     */
    public static void compare(List<Path> folders, Path file) {
        write(file, page("Runs compared", data(views(folders), false, false)));
    }

    private static List<RunView> views(List<Path> folders) {
        List<String> names = folders.stream()
                .map(folder ->
                        String.valueOf(folder.toAbsolutePath().normalize().getFileName()))
                .toList();
        boolean distinct = new HashSet<>(names).size() == names.size();
        List<RunView> views = new ArrayList<>();
        for (int i = 0; i < folders.size(); i++) {
            views.add(new RunView(
                    folders.get(i),
                    distinct ? names.get(i) : folders.get(i).toString(),
                    Pictures.EMBEDDED,
                    folders.size() - 1));
        }
        return views;
    }

    /** Shows one run in a file. */
    static void report(Path folder, Path file) {
        RunView view = view(folder, Pictures.EMBEDDED);
        write(file, page(title(folder), data(List.of(view), false, false)));
    }

    /** A page that asks its server for what is new. */
    static String live(Path folder, boolean controls) {
        return page(title(folder), liveData(folder, controls));
    }

    /** What a live page is told. */
    static String liveData(Path folder, boolean controls) {
        return data(List.of(view(folder, Pictures.LINKED)), true, controls);
    }

    private static RunView view(Path folder, Pictures pictures) {
        return new RunView(folder, title(folder), pictures, 0);
    }

    private static String title(Path folder) {
        return String.valueOf(folder.toAbsolutePath().normalize().getFileName());
    }

    /** In one line, without a character that could end the element it is in. */
    private static String data(List<RunView> views, boolean live, boolean controls) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("runs", views.stream().map(RunView::read).toList());
        data.put("live", live);
        data.put("controls", controls);
        return ConfigValueFactory.fromMap(data)
                .render(ConfigRenderOptions.concise())
                .replace("<", "\\u003c");
    }

    private static String page(String title, String data) {
        String script = Html.resourceOfJar(UPLOT + ".iife.min.js") + "\n" + Html.resource("report.js");
        Map<String, String> parts = Map.of(
                "title",
                Html.escaped(title),
                "style",
                Html.resourceOfJar(UPLOT + ".min.css") + "\n" + Html.style() + Html.resource("report.css"),
                "data",
                data,
                "script",
                script,
                "hash",
                hash(script));
        Matcher places = PLACE.matcher(Html.resource("page.html"));
        return places.replaceAll(place -> Matcher.quoteReplacement(requireNonNull(parts.get(place.group(1)))));
    }

    /** What a policy calls a script by. */
    private static String hash(String script) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(script.getBytes(UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static void write(Path file, String page) {
        try {
            AtomicFile.write(file, page);
        } catch (IOException e) {
            throw TrainingException.cannotWrite(file, e);
        }
    }
}
