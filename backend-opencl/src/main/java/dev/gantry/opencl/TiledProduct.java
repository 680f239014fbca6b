package dev.gantry.opencl;

import java.util.ArrayList;
import java.util.List;

/**
 * Products of matrices {@code [m, k] x [k, n]}, of whatever elements are loaded: a group computes a tile of the product, whose
 * operands pass through local memory part by part. Where tiles are few and sums are long, these are cut into segments, which a
 * second kernel adds in order.
 */
final class TiledProduct {

    private static final int GROUP = 256;

    /** Work-items along each side of a tile. */
    private static final int SIDE = 16;

    /** How much of the sums passes through local memory at once. */
    private static final int DEPTH = 16;

    /** Fewer groups leave a device idle. */
    private static final int ENOUGH_GROUPS = 64;

    /** A segment of a sum has at least so many terms. */
    private static final int FEWEST_TERMS = 256;

    /** Products whose shorter side is less are not tiled. */
    private static final int NARROWEST = 4;

    private final Form form;
    private final KernelWriter kernel = new KernelWriter();
    private final long segments;
    private final long segmentSize;

    /**
     * What is multiplied.
     *
     * @param batch how many products
     * @param operands writes loads and the store
     */
    record Form(long batch, long m, long k, long n, Operands operands) {}

    /**
     * Elements of products, as expressions of {@code row}, {@code column} and {@code term}, and of {@code batch} where there are
     * several products.
     */
    interface Operands {

        /** Of the left matrix; declares what it needs in lines before. */
        String left(KernelWriter kernel);

        String right(KernelWriter kernel);

        /** Where the product's element goes, a pointer with its index. */
        String product(KernelWriter kernel);

        /** Whether neighbours along the sum lie beside each other. */
        boolean leftAlongTerms();

        boolean rightAlongTerms();
    }

    TiledProduct(Form form) {
        this.form = form;
        long tiles = form.batch * Math.ceilDiv(form.m, tileHeight()) * Math.ceilDiv(form.n, tileWidth());
        long groups = isTiled() ? tiles : Math.ceilDiv(form.batch * form.m * form.n, GROUP);
        long wanted = Math.clamp(ENOUGH_GROUPS / groups, 1L, Math.max(1L, form.k / FEWEST_TERMS));
        segmentSize = Math.ceilDiv(Math.ceilDiv(form.k, wanted), DEPTH) * DEPTH;
        segments = Math.ceilDiv(form.k, segmentSize);
    }

    private boolean isTiled() {
        return Math.min(form.m, form.n) >= NARROWEST;
    }

    /** How many rows each work-item computes. */
    private int high() {
        return form.m >= 4 * SIDE ? 4 : form.m > SIDE ? 2 : 1;
    }

    private int wide() {
        return form.n >= 4 * SIDE ? 4 : form.n > SIDE ? 2 : 1;
    }

    private int tileHeight() {
        return SIDE * high();
    }

    private int tileWidth() {
        return SIDE * wide();
    }

    List<Launch> launches() {
        List<Launch> launches = new ArrayList<>();
        launches.add(isTiled() ? tiled() : direct());
        if (segments > 1) {
            launches.add(together());
        }
        return launches;
    }

    private long scratch() {
        return segments == 1 ? 0 : segments * form.batch * form.m * form.n;
    }

    private void segmentOf(String group) {
        kernel.line("INDEX segment = %s %% %du;", group, segments);
        if (form.batch > 1) {
            kernel.line("INDEX batch = %s / %du;", group, segments);
        }
        kernel.line("INDEX end = min(%du, (segment + 1) * %du);", form.k, segmentSize);
    }

    private Launch tiled() {
        kernel.line("LOCAL float lefts[%d][%d];", DEPTH, tileHeight() + 1);
        kernel.line("LOCAL float rights[%d][%d];", DEPTH, tileWidth() + 1);
        segmentOf("GROUP(2)");
        kernel.line("INDEX across = LANE %% %du, down = LANE / %du;", SIDE, SIDE);
        kernel.line("float sums[%d][%d];", high(), wide());
        loops("sums[h][w] = 0.0f;");
        kernel.line("for (INDEX first = segment * %du; first < end; first += %du) {", segmentSize, DEPTH);
        load("lefts", tileHeight(), form.operands.leftAlongTerms(), true);
        load("rights", tileWidth(), form.operands.rightAlongTerms(), false);
        kernel.line("BARRIER;");
        kernel.line("for (UINT depth = 0; depth < %du; depth++) {", DEPTH);
        kernel.line("    float lefts_here[%d], rights_here[%d];", high(), wide());
        kernel.line(
                "    UNROLL for (int h = 0; h < %d; h++) lefts_here[h] = lefts[depth][down + h * %du];", high(), SIDE);
        kernel.line(
                "    UNROLL for (int w = 0; w < %d; w++) rights_here[w] = rights[depth][across + w * %du];",
                wide(), SIDE);
        loops("sums[h][w] = fma(lefts_here[h], rights_here[w], sums[h][w]);");
        kernel.line("}");
        kernel.line("BARRIER;");
        kernel.line("}");
        kernel.line("UNROLL for (int h = 0; h < %d; h++) UNROLL for (int w = 0; w < %d; w++) {", high(), wide());
        kernel.line("INDEX row = GROUP(1) * %du + down + h * %du;", tileHeight(), SIDE);
        kernel.line("INDEX column = GROUP(0) * %du + across + w * %du;", tileWidth(), SIDE);
        kernel.line("if (row < %du && column < %du) {", form.m, form.n);
        store("sums[h][w]");
        kernel.line("}");
        kernel.line("}");
        return kernel.launch(
                GROUP,
                scratch(),
                Math.ceilDiv(form.n, tileWidth()),
                Math.ceilDiv(form.m, tileHeight()),
                form.batch * segments);
    }

    private void loops(String statement) {
        kernel.line(
                "UNROLL for (int h = 0; h < %d; h++) UNROLL for (int w = 0; w < %d; w++) %s",
                high(), wide(), statement);
    }

    /** Brings a part of an operand into local memory, neighbours in memory by neighbouring work-items. */
    private void load(String target, int side, boolean alongTerms, boolean left) {
        String line = left ? "row" : "column";
        kernel.line("for (INDEX at = LANE; at < %du; at += %du) {", side * DEPTH, GROUP);
        kernel.line(
                alongTerms
                        ? "INDEX line = at / %du, depth = at %% %du;".formatted(DEPTH, DEPTH)
                        : "INDEX line = at %% %du, depth = at / %du;".formatted(side, side));
        kernel.line("INDEX %s = GROUP(%d) * %du + line, term = first + depth;", line, left ? 1 : 0, side);
        kernel.line("float value = 0.0f;");
        kernel.line("if (%s < %du && term < end) {", line, left ? form.m : form.n);
        String element = left ? form.operands.left(kernel) : form.operands.right(kernel);
        kernel.line("value = %s;", element);
        kernel.line("}");
        kernel.line("%s[depth][line] = value;", target);
        kernel.line("}");
    }

    /** A work-item for each element and segment. */
    private Launch direct() {
        kernel.line("INDEX item = (INDEX) GROUP(0) * %d + LANE;", GROUP);
        kernel.line("if (item >= %du) return;", form.batch * segments * form.m * form.n);
        kernel.line("INDEX column = item %% %du, row = item / %du %% %du;", form.n, form.n, form.m);
        segmentOf("(item / %du)".formatted(form.m * form.n));
        kernel.line("float sum = 0.0f;");
        kernel.line("for (INDEX term = segment * %du; term < end; term++) {", segmentSize);
        kernel.line("float left, right;");
        kernel.line("{");
        kernel.line("left = %s;", form.operands.left(kernel));
        kernel.line("}");
        kernel.line("{");
        kernel.line("right = %s;", form.operands.right(kernel));
        kernel.line("}");
        kernel.line("sum = fma(left, right, sum);");
        kernel.line("}");
        store("sum");
        return kernel.launch(GROUP, scratch(), Math.ceilDiv(form.batch * segments * form.m * form.n, GROUP));
    }

    private void store(String value) {
        if (segments == 1) {
            String element = form.operands.product(kernel);
            kernel.line("%s = %s;", element, value);
        } else {
            String product = form.batch > 1 ? "(segment * %du + batch)".formatted(form.batch) : "segment";
            kernel.line("scratch[(%s * %du + row) * %du + column] = %s;", product, form.m, form.n, value);
        }
    }

    private Launch together() {
        KernelWriter second = new KernelWriter();
        long elements = form.batch * form.m * form.n;
        second.line("INDEX item = (INDEX) GROUP(0) * %d + LANE;", GROUP);
        second.line("if (item >= %du) return;", elements);
        second.line("INDEX column = item %% %du, row = item / %du %% %du;", form.n, form.n, form.m);
        if (form.batch > 1) {
            second.line("INDEX batch = item / %du;", form.m * form.n);
        }
        second.line("float sum = 0.0f;");
        second.line(
                "for (INDEX segment = 0; segment < %du; segment++) sum += scratch[segment * %du + item];",
                segments, elements);
        String element = form.operands.product(second);
        second.line("%s = sum;", element);
        return second.launch(GROUP, scratch(), Math.ceilDiv(elements, GROUP));
    }
}
