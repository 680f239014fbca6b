package dev.gantry.pictures;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class PanelsTest {

    @Test
    void picturesStandRowByRow() {
        List<Color> colours = List.of(Color.RED, Color.GREEN, Color.BLUE, Color.CYAN, Color.MAGENTA, Color.YELLOW);
        BufferedImage image = Panels.of(
                List.of("first", "second"),
                List.of("a", "b", "c"),
                colours.stream().map(PanelsTest::plain).toList());

        for (int i = 0; i < colours.size(); i++) {
            List<int[]> found = pixels(image, colours.get(i));
            int column = i % 3;
            int row = i / 3;
            assertThat(found)
                    .hasSize(30 * 20)
                    .allMatch(at -> at[0] * 3 / image.getWidth() == column && at[1] * 2 / image.getHeight() == row);
        }
        assertThat(pixels(image, Color.BLACK)).as("captions").isNotEmpty();
    }

    private static BufferedImage plain(Color colour) {
        BufferedImage image = new BufferedImage(30, 20, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(colour);
        graphics.fillRect(0, 0, 30, 20);
        graphics.dispose();
        return image;
    }

    private static List<int[]> pixels(BufferedImage image, Color colour) {
        return Stream.iterate(0, i -> i < image.getWidth() * image.getHeight(), i -> i + 1)
                .map(i -> new int[] {i % image.getWidth(), i / image.getWidth()})
                .filter(at -> image.getRGB(at[0], at[1]) == colour.getRGB())
                .toList();
    }
}
