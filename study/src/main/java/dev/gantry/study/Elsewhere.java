package dev.gantry.study;

import dev.gantry.runtime.component.Components;
import dev.gantry.runtime.recipe.Includes;
import dev.gantry.runtime.recipe.Recipe;
import dev.gantry.runtime.recipe.RecipeException;
import dev.gantry.runtime.recipe.RecipeReader;
import dev.gantry.runtime.run.RunPlace;
import dev.gantry.study.Ended.End;
import java.util.Optional;

/** Runs on other machines, where they begin at their start: what is kept of them comes when they have ended. */
public final class Elsewhere extends StudyPlace {

    private final RunPlace place;
    private final Includes includes;
    private final Components components;

    /**
     * @param place closed with this
     * @param includes from where recipes may include
     */
    public Elsewhere(RunPlace place, Includes includes, Components components) {
        this.place = place;
        this.includes = includes;
        this.components = components;
    }

    @Override
    int atOnce(Study study) {
        return place.atOnce();
    }

    @Override
    Ended train(StudyRun run, StudyFolder folder) throws InterruptedException {
        long begun = System.nanoTime();
        Optional<String> failure = failure(run, folder);
        double seconds = (System.nanoTime() - begun) * 1e-9;
        return new Ended(run.name(), failure.isPresent() ? End.FAILED : End.FINISHED, seconds, failure.orElse(""));
    }

    private Optional<String> failure(StudyRun run, StudyFolder folder) throws InterruptedException {
        Recipe recipe;
        try {
            recipe = RecipeReader.read(run.candidate().recipe(), run.overrides(), includes, components);
        } catch (RecipeException e) {
            return Optional.of("its recipe has changed: " + e.getMessage());
        }
        return place.train(recipe, folder.run(run));
    }

    @Override
    public String whenStopped() {
        return "what is under way ends, and begins anew when the study goes on";
    }

    @Override
    void stop() {
        place.stop();
    }

    @Override
    public void close() {
        place.close();
    }
}
