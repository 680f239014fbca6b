package dev.gantry.app;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaModifier.ABSTRACT;
import static com.tngtech.archunit.core.domain.JavaModifier.FINAL;
import static com.tngtech.archunit.core.domain.JavaModifier.PRIVATE;
import static com.tngtech.archunit.core.domain.JavaModifier.SYNTHETIC;
import static com.tngtech.archunit.lang.conditions.ArchConditions.have;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.NullMarked;

/** What may know what. */
@AnalyzeClasses(packages = "dev.gantry", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {

    private static final String APP = "dev.gantry.app..";
    private static final String BACKEND = "dev.gantry.nd4j..";
    private static final String COMPOSITION_ROOT = "dev.gantry.runtime";
    private static final String LOG4J = "org.apache.logging.log4j..";
    private static final String GUICE = "com.google.inject..";
    private static final String[] ND4J = {"org.nd4j..", "org.deeplearning4j..", "org.bytedeco.."};

    /** The packages of the plugin modules, one each with those inside it. */
    private static final Set<String> PLUGINS = Set.of(
            "dev.gantry.conditions",
            "dev.gantry.data",
            "dev.gantry.losses.gan",
            "dev.gantry.losses.wgan",
            "dev.gantry.losses.wgangp",
            "dev.gantry.metrics",
            "dev.gantry.networks",
            "dev.gantry.optimizers",
            "dev.gantry.priors",
            "dev.gantry.regularizers",
            "dev.gantry.schedules",
            "dev.gantry.schemes");

    /** The modules below the application, from the bottom up: each may know those before it. */
    private static final List<String> LAYERS = List.of(
            "dev.gantry.core",
            "dev.gantry.engine",
            "dev.gantry.runtime",
            "dev.gantry.pictures",
            "dev.gantry.report",
            "dev.gantry.study",
            "dev.gantry.experiments");

    @ArchTest
    static void everyModuleIsLookedAt(JavaClasses classes) {
        assertThat(PLUGINS).allMatch(classes::containPackage);
        assertThat(LAYERS).allMatch(layer -> classes.stream().anyMatch(type -> isIn(layer, type)));
        assertThat(Set.of("dev.gantry.app", "dev.gantry.nd4j", "dev.gantry.tck"))
                .allMatch(classes::containPackage);
    }

    @ArchTest
    static final ArchRule pluginsKnowOfGantryOnlyCore = noClasses()
            .that(describe("are plugins", ArchitectureTest::isPlugin))
            .should()
            .dependOnClassesThat(describe(
                    "are Gantry's, outside core and the plugin",
                    type -> isGantrys(type) && !isIn("dev.gantry.core", type) && !isPlugin(type)));

    @ArchTest
    static final ArchRule pluginsDoNotDependOnEachOther =
            slices().assignedFrom(new PluginModules()).should().notDependOnEachOther();

    @ArchTest
    static void layersKnowThoseBelow(JavaClasses classes) {
        for (int i = 0; i < LAYERS.size(); i++) {
            String layer = LAYERS.get(i);
            List<String> known = LAYERS.subList(0, i + 1);
            // The experiments are about particular optimizers and metrics.
            boolean knowsPlugins = layer.equals("dev.gantry.experiments");
            noClasses()
                    .that(describe("are in " + layer, type -> isIn(layer, type)))
                    .should()
                    .dependOnClassesThat(describe(
                            "are Gantry's, outside of " + known,
                            type -> isGantrys(type)
                                    && known.stream().noneMatch(below -> isIn(below, type))
                                    && !(knowsPlugins && isPlugin(type))))
                    .check(classes);
        }
    }

    @ArchTest
    static final ArchRule pluginAuthorsNeedNeitherGuiceNorLog4j = noClasses()
            .that(describe("are in core or plugins", type -> isIn("dev.gantry.core", type) || isPlugin(type)))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(GUICE, LOG4J);

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
            .resideInAPackage(GUICE);

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

    /** Names that several classes share because they say the same of what they are in. */
    private static final Set<String> SAME_IN_SEVERAL =
            Set.of("CriticInput", "Distance", "Form", "Found", "Keys", "Kind", "Outcome", "Reason");

    /** But for cases of a sealed type, which it names, and for private ones. */
    @ArchTest
    static void noTwoClassesOfOneNameMeanDifferentThings(JavaClasses classes) {
        Map<String, List<String>> byName = classes.stream()
                .filter(type ->
                        !type.isAnonymousClass() && !type.getSimpleName().endsWith("-info"))
                .filter(type -> !type.getModifiers().contains(PRIVATE) && !isCase(type))
                .collect(groupingBy(JavaClass::getSimpleName, mapping(JavaClass::getName, toList())));
        byName.keySet().removeAll(SAME_IN_SEVERAL);
        byName.values().removeIf(types -> types.size() == 1);
        assertThat(byName).isEmpty();
    }

    private static boolean isCase(JavaClass type) {
        return type.getEnclosingClass()
                .filter(outer -> type.getAllRawInterfaces().contains(outer))
                .isPresent();
    }

    private static boolean isGantrys(JavaClass type) {
        return isIn("dev.gantry", type);
    }

    private static boolean isIn(String module, JavaClass type) {
        return type.getPackageName().equals(module) || type.getPackageName().startsWith(module + ".");
    }

    private static boolean isPlugin(JavaClass type) {
        return plugin(type).isPresent();
    }

    /** The package of the plugin module that a class belongs to. */
    private static Optional<String> plugin(JavaClass type) {
        return PLUGINS.stream().filter(plugin -> isIn(plugin, type)).findFirst();
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
            return plugin(type).map(SliceIdentifier::of).orElseGet(SliceIdentifier::ignore);
        }
    }
}
