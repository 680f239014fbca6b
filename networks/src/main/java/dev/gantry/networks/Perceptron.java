package dev.gantry.networks;

import dev.gantry.core.component.Require;
import dev.gantry.core.spi.NetworkLayer;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.networks.layer.Dense;
import dev.gantry.networks.layer.Sizes;
import java.util.ArrayList;
import java.util.List;

/**
 * Dense layers {@code hidden-1}, {@code hidden-2}, ... each normalized, activated and announced, and behind {@code features}
 * a dense layer {@code output}.
 */
record Perceptron(List<Integer> hidden, Activation activation, double slope, Normalization norm, Initialization init) {

    Perceptron {
        hidden = List.copyOf(hidden);
        Require.that(hidden.stream().allMatch(units -> units > 0), "hidden", "sizes of at least 1", hidden);
        Require.that(
                hidden.stream().allMatch(units -> units <= Sizes.UNITS),
                "hidden",
                "sizes of at most " + Sizes.UNITS,
                hidden);
        Require.notNegative("slope", slope);
    }

    /** Traces the network from rows {@code [N, in]} to rows {@code [N, outputs]}. */
    Tensor apply(Tensor x, int outputs, Scope scope) {
        Tensor y = x;
        for (int i = 0; i < hidden.size(); i++) {
            String name = "hidden-" + (i + 1);
            Scope layer = scope.child(name);
            y = dense(i).apply(y, layer, init);
            y = activation.apply(norm.apply(y, layer, init), slope);
            y = scope.layer(name, y);
        }
        return new Dense(outputs, true).apply(scope.layer("features", y), scope.child("output"), init);
    }

    /** The network in words of other software. */
    List<NetworkLayer> words(int outputs) {
        List<NetworkLayer> words = new ArrayList<>();
        for (int i = 0; i < hidden.size(); i++) {
            String path = "hidden-" + (i + 1);
            words.addAll(dense(i).words(path));
            words.addAll(norm.words(path));
            words.addAll(activation.words(slope));
        }
        words.addAll(new Dense(outputs, true).words("output"));
        return words;
    }

    private Dense dense(int index) {
        return new Dense(hidden.get(index), norm.keepsBias());
    }
}
