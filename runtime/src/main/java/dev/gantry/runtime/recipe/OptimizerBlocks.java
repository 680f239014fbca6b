package dev.gantry.runtime.recipe;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import dev.gantry.core.component.Made;
import dev.gantry.core.component.Schedule;
import dev.gantry.core.component.Settings;
import dev.gantry.core.spi.Optimizer;
import dev.gantry.runtime.component.Components;
import dev.gantry.runtime.component.Kind;
import dev.gantry.runtime.recipe.Recipe.OptimizerChoice;
import java.lang.invoke.MethodHandles;
import java.util.Objects;
import java.util.Optional;

/** Reads the optimizers of both players: what the critic's block leaves out is taken from the generator's. */
final class OptimizerBlocks {

    static final String GENERATOR = "optimizer.generator";
    static final String CRITIC = "optimizer.critic";

    private final Components components;
    private final RecipeText text;
    private final ComponentBlocks blocks;

    OptimizerBlocks(Components components, RecipeText text, ComponentBlocks blocks) {
        this.components = components;
        this.text = text;
        this.blocks = blocks;
    }

    /** The framework's key in the block of an optimizer. */
    private record Pace(Schedule learningRate) {}

    Optional<OptimizerChoice> generator() {
        return generatorBlock().flatMap(block -> optimizer(GENERATOR, block));
    }

    private Optional<ConfigObject> generatorBlock() {
        ConfigObject defaults = RecipeText.reference().getObject(GENERATOR);
        return blocks.block(Kind.OPTIMIZER, GENERATOR).map(own -> ComponentBlocks.inherit(own, defaults));
    }

    /** Keys that the critic's block leaves out are as for the generator, unless the optimizer is another one. */
    Optional<OptimizerChoice> critic() {
        Optional<ConfigObject> generator = generatorBlock();
        if (!text.settings().toConfig().hasPath(CRITIC)) {
            return generator.flatMap(block -> optimizer(CRITIC, block));
        }
        return blocks.block(Kind.OPTIMIZER, CRITIC).flatMap(own -> {
            Optional<ConfigObject> same = generator.filter(
                    block -> !own.containsKey("type") || Objects.equals(own.get("type"), block.get("type")));
            return optimizer(
                    CRITIC,
                    same.map(block -> ComponentBlocks.inherit(own, block)).orElse(own));
        });
    }

    private Optional<OptimizerChoice> optimizer(String path, ConfigObject block) {
        Config pace = RecipeText.reference().getConfig(GENERATOR).withoutPath("type");
        ComponentBlocks.BlockMaker<Optimizer, OptimizerChoice> maker =
                new ComponentBlocks.BlockMaker<>(pace, (component, settings) -> {
                    Made<Pace> chosen = Settings.bind(MethodHandles.lookup(), Pace.class, settings, components);
                    Made<Optimizer> made = component.create().make(ComponentBlocks.without(settings, pace), components);
                    return ComponentBlocks.with(
                            chosen.settings(),
                            made,
                            new OptimizerChoice(made.component(), chosen.component().learningRate));
                });
        return blocks.chosen(Kind.OPTIMIZER, path, block, maker);
    }
}
