package dev.gantry.app;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaModifier.ABSTRACT;
import static com.tngtech.archunit.core.domain.JavaModifier.FINAL;
import static com.tngtech.archunit.core.domain.JavaModifier.SYNTHETIC;
import static com.tngtech.archunit.lang.conditions.ArchConditions.have;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Set;
import org.jspecify.annotations.NullMarked;

/** What may know what. */
@AnalyzeClasses(packages = "dev.gantry", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {

    private static final String APP = "dev.gantry.app..";
    private static final String BACKEND = "dev.gantry.nd4j..";
    private static final String CORE = "dev.gantry.core..";
    private static final String COMPOSITION_ROOT = "dev.gantry.core.runtime";
    private static final String[] ND4J = {"org.nd4j..", "org.deeplearning4j..", "org.bytedeco.."};

    /** The packages of the plugin modules, one each. */
    private static final Set<String> PLUGINS = Set.of(
            "dev.gantry.conditions",
            "dev.gantry.data",
            "dev.gantry.losses.gan",
            "dev.gantry.losses.wgan",
            "dev.gantry.losses.wgangp",
            "dev.gantry.metrics",
            "dev.gantry.networks",
            "dev.gantry.regularizers");

    @ArchTest
    static void everyModuleIsLookedAt(JavaClasses classes) {
        assertThat(PLUGINS).allMatch(classes::containPackage);
        assertThat(Set.of("dev.gantry.app", "dev.gantry.core", "dev.gantry.nd4j", "dev.gantry.tck"))
                .allMatch(classes::containPackage);
    }

    @ArchTest
    static final ArchRule pluginsDependOnCoreOnly = noClasses()
            .that(describe("are plugins", ArchitectureTest::isPlugin))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(APP, BACKEND);

    @ArchTest
    static final ArchRule pluginsDoNotDependOnEachOther =
            slices().assignedFrom(new PluginModules()).should().notDependOnEachOther();

    @ArchTest
    static final ArchRule coreDependsOnNoOtherModule = noClasses()
            .that()
            .resideInAPackage(CORE)
            .should()
            .dependOnClassesThat(describe(
                    "are Gantry's, outside core",
                    type -> type.getPackageName().startsWith("dev.gantry.")
                            && !type.getPackageName().startsWith("dev.gantry.core.")));

    @ArchTest
    static final ArchRule nothingDependsOnTheApplication = noClasses()
            .that()
            .resideOutsideOfPackage(APP)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(APP);

    @ArchTest
    static final ArchRule onlyTheBackendNamesNd4j = noClasses()
            .that()
            .resideOutsideOfPackage(BACKEND)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ND4J);

    @ArchTest
    static final ArchRule guiceStaysInTheCompositionRoot = noClasses()
            .that()
            .resideOutsideOfPackage(COMPOSITION_ROOT)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.google.inject..");

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("dev.gantry.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule onlyTheApplicationPrints =
            noClasses().that().resideOutsideOfPackage(APP).should(ACCESS_STANDARD_STREAMS);

    @ArchTest
    static final ArchRule classesAreAbstractOrFinal = classes()
            .that(describe("could be inherited from", ArchitectureTest::isOrdinary))
            .should()
            .haveModifier(ABSTRACT)
            .orShould()
            .haveModifier(FINAL);

    @ArchTest
    static final ArchRule packagesAreNullMarked = classes()
            .should(have(
                    describe("a null-marked package", type -> type.getPackage().isAnnotatedWith(NullMarked.class))));

    private static boolean isPlugin(JavaClass type) {
        return PLUGINS.contains(type.getPackageName());
    }

    private static boolean isOrdinary(JavaClass type) {
        return !type.isInterface()
                && !type.isEnum()
                && !type.isAnonymousClass()
                && !type.getModifiers().contains(SYNTHETIC);
    }

    private static final class PluginModules implements SliceAssignment {

        @Override
        public String getDescription() {
            return "plugin modules";
        }

        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            return isPlugin(type) ? SliceIdentifier.of(type.getPackageName()) : SliceIdentifier.ignore();
        }
    }
}
