package dev.gantry.app;

import dev.gantry.runtime.Ceilings;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Prints a profile: where the time of a step goes, and what could be gained. */
final class ProfileTable {

    private final PrintWriter out;
    private final Profile profile;
    private final Optional<Ceilings> ceilings;

    /**
     * @param ceilings if the device tells of the steps of programs
     */
    ProfileTable(PrintWriter out, Profile profile, Optional<Ceilings> ceilings) {
        this.out = out;
        this.profile = profile;
        this.ceilings = ceilings;
    }

    /**
     * @param most operations that are shown, those first with which most could be gained
     */
    void print(int most) {
        printStep();
        ceilings.ifPresentOrElse(
                this::printCeilings, () -> out.println("this device does not tell the times of operations"));
        if (profile.isTold()) {
            printRows(most);
        }
    }

    private void printStep() {
        List<Double> steps = profile.secondsOfSteps().stream().sorted().toList();
        out.printf(
                Locale.ROOT,
                "a step of training takes %.3f ms (median of %d, from %.3f to %.3f)%n",
                1e3 * steps.get(steps.size() / 2),
                steps.size(),
                1e3 * steps.getFirst(),
                1e3 * steps.getLast());
    }

    private void printCeilings(Ceilings found) {
        out.printf(
                Locale.ROOT,
                "ceilings: %.1f GFLOP/s in a product, %.1f GB/s in caches and %.1f in memory in a copy%n",
                found.flops() * 1e-9,
                found.cachedBytes() * 1e-9,
                found.memoryBytes() * 1e-9);
    }

    private void printRows(int most) {
        List<Profile.OperationTime> rows = profile.rows().stream()
                .sorted(Comparator.comparingDouble(this::gain)
                        .thenComparingDouble(Profile.OperationTime::seconds)
                        .reversed())
                .toList();
        out.println();
        out.println("  could gain    ms of a step       %     runs   GFLOP/s      GB/s  operation");
        rows.stream().limit(most).forEach(row -> printRow(row.operation() + "  " + row.shapes(), row));
        if (rows.size() > most) {
            List<Profile.OperationTime> others = rows.subList(most, rows.size());
            printTime(
                    rows.size() - most + " others",
                    others.stream().mapToDouble(this::gain).sum(),
                    others.stream().mapToDouble(Profile.OperationTime::seconds).sum());
        }
        printTime("waiting: no operation runs", profile.waiting(), profile.waiting());
        long flops = rows.stream().mapToLong(Profile.OperationTime::flops).sum();
        long bytes = rows.stream().mapToLong(Profile.OperationTime::bytes).sum();
        printRow(
                "in all",
                new Profile.OperationTime(
                        "",
                        "",
                        rows.stream().mapToLong(Profile.OperationTime::runs).sum(),
                        profile.seconds(),
                        flops,
                        bytes),
                rows.stream().mapToDouble(this::gain).sum() + profile.waiting());
    }

    private void printRow(String text, Profile.OperationTime row) {
        printRow(text, row, gain(row));
    }

    private void printRow(String text, Profile.OperationTime row, double gain) {
        out.printf(
                Locale.ROOT,
                "  %10.3f    %12.3f  %6.1f  %7.1f  %8.1f  %8.1f  %s%n",
                ofAStep(gain),
                ofAStep(row.seconds()),
                100 * row.seconds() / profile.seconds(),
                (double) row.runs() / profile.steps(),
                row.flops() / row.seconds() * 1e-9,
                row.bytes() / row.seconds() * 1e-9,
                text);
    }

    private void printTime(String text, double gain, double seconds) {
        out.printf(
                Locale.ROOT,
                "  %10.3f    %12.3f  %6.1f  %7s  %8s  %8s  %s%n",
                ofAStep(gain),
                ofAStep(seconds),
                100 * seconds / profile.seconds(),
                "",
                "",
                "",
                text);
    }

    /** Seconds above what the ceilings allow; small data in caches can be faster than they are. */
    private double gain(Profile.OperationTime row) {
        return ceilings.map(found -> Math.max(
                        0,
                        row.seconds() - found.seconds(row.flops() / row.runs(), row.bytes() / row.runs()) * row.runs()))
                .orElse(0.0);
    }

    private double ofAStep(double seconds) {
        return 1e3 * seconds / profile.steps();
    }
}
