/** Conditions: what ties generator and critic to classes and codes. */
module dev.gantry.conditions {
    requires transitive dev.gantry.core;
    requires static org.jspecify;

    exports dev.gantry.conditions;

    provides dev.gantry.core.spi.ConditionProvider with
            dev.gantry.conditions.AuxiliaryClassifier,
            dev.gantry.conditions.LabelConcatenation,
            dev.gantry.conditions.MutualInformation,
            dev.gantry.conditions.Projection,
            dev.gantry.conditions.SemiSupervised;
}
