package dev.gantry.nd4j;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemv;

import dev.gantry.engine.plan.Step.MatMul;
import org.bytedeco.javacpp.FloatPointer;

/** Matrix products by OpenBLAS, where oneDNN is not there. */
final class OpenBlasProducts implements Kernel {

    private final MatMul step;
    private final FloatPointer[] left;
    private final FloatPointer[] right;
    private final FloatPointer[] product;

    OpenBlasProducts(MatMul step, Memory memory) {
        this.step = step;
        left = matrices(memory.address(step.left()), (long) step.m() * step.k());
        right = matrices(memory.address(step.right()), (long) step.k() * step.n());
        product = matrices(memory.address(step.product()), (long) step.m() * step.n());
    }

    private FloatPointer[] matrices(long address, long size) {
        FloatPointer[] pointers = new FloatPointer[step.batch()];
        for (int i = 0; i < pointers.length; i++) {
            pointers[i] = new BorrowedFloats(address + i * size * Float.BYTES, size);
        }
        return pointers;
    }

    @Override
    public void run(long unused) {
        int m = step.m();
        int n = step.n();
        int k = step.k();
        int leftWidth = step.transposeLeft() ? m : k;
        int rightWidth = step.transposeRight() ? k : n;
        int leftForm = step.transposeLeft() ? CblasTrans : CblasNoTrans;
        int rightForm = step.transposeRight() ? CblasTrans : CblasNoTrans;
        for (int i = 0; i < left.length; i++) {
            if (n == 1) {
                int leftHeight = step.transposeLeft() ? k : m;
                cblas_sgemv(
                        CblasRowMajor,
                        leftForm,
                        leftHeight,
                        leftWidth,
                        1,
                        left[i],
                        leftWidth,
                        right[i],
                        1,
                        0,
                        product[i],
                        1);
            } else {
                cblas_sgemm(
                        CblasRowMajor,
                        leftForm,
                        rightForm,
                        m,
                        n,
                        k,
                        1,
                        left[i],
                        leftWidth,
                        right[i],
                        rightWidth,
                        0,
                        product[i],
                        n);
            }
        }
    }
}
