import dev.gantry.core.metric.FeaturesProvider;
import dev.gantry.core.metric.MetricProvider;
import dev.gantry.metrics.DensityCoverage;
import dev.gantry.metrics.EnergyDistance;
import dev.gantry.metrics.FrechetDistance;
import dev.gantry.metrics.InceptionScore;
import dev.gantry.metrics.KernelDistance;
import dev.gantry.metrics.MaximumMeanDiscrepancy;
import dev.gantry.metrics.ModeCoverage;
import dev.gantry.metrics.MsSsim;
import dev.gantry.metrics.Pixels;
import dev.gantry.metrics.PrecisionRecall;
import dev.gantry.metrics.RandomConvolution;
import dev.gantry.metrics.SlicedWasserstein;
import dev.gantry.metrics.Wasserstein;

/** Divergences between distributions, and measures of sample quality. */
module dev.gantry.metrics {
    requires transitive dev.gantry.core;
    requires jdk.incubator.vector;
    requires static org.jspecify;
    requires ojalgo;

    exports dev.gantry.metrics;

    provides FeaturesProvider with
            Pixels,
            RandomConvolution;
    provides MetricProvider with
            DensityCoverage,
            EnergyDistance,
            FrechetDistance,
            InceptionScore,
            KernelDistance,
            MaximumMeanDiscrepancy,
            ModeCoverage,
            MsSsim,
            PrecisionRecall,
            SlicedWasserstein,
            Wasserstein;
}
