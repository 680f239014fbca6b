import dev.gantry.core.data.DataSourceProvider;
import dev.gantry.data.Cifar;
import dev.gantry.data.FashionMnist;
import dev.gantry.data.GaussianGrid;
import dev.gantry.data.GaussianRing;
import dev.gantry.data.IdxFiles;
import dev.gantry.data.ImageFolder;
import dev.gantry.data.SwissRoll;
import dev.gantry.data.TwoGaussians;

/** Sources of training data. */
module dev.gantry.data {
    requires de.siegmar.fastcsv;
    requires dev.hardwood.core;
    requires transitive dev.gantry.core;
    requires static org.jspecify;
    requires java.desktop;
    requires java.logging;

    exports dev.gantry.data;

    provides DataSourceProvider with
            Cifar,
            FashionMnist,
            GaussianGrid,
            GaussianRing,
            IdxFiles,
            ImageFolder,
            SwissRoll,
            TwoGaussians;
}
