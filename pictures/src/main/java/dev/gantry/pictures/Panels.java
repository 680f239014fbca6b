package dev.gantry.pictures;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.List;

/** Pictures of one size in rows and columns, each with its caption. */
public final class Panels {

    private static final int GAP = 8;
    private static final int CAPTION = 28;
    private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 15);

    private Panels() {}

    /**
     * @param rows the caption over each row of pictures
     * @param columns the caption over each picture of a row
     * @param pictures row by row, all of one size
     */
    public static BufferedImage of(List<String> rows, List<String> columns, List<BufferedImage> pictures) {
        int width = pictures.getFirst().getWidth();
        int height = pictures.getFirst().getHeight();
        int rowHeight = 2 * CAPTION + height + GAP;
        BufferedImage image = new BufferedImage(
                GAP + columns.size() * (width + GAP), GAP + rows.size() * rowHeight, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
        graphics.setColor(Color.BLACK);
        for (int row = 0; row < rows.size(); row++) {
            int top = GAP + row * rowHeight;
            graphics.setFont(FONT.deriveFont(Font.BOLD));
            graphics.drawString(rows.get(row), GAP, top + CAPTION - 8);
            graphics.setFont(FONT);
            for (int column = 0; column < columns.size(); column++) {
                int left = GAP + column * (width + GAP);
                graphics.drawString(columns.get(column), left, top + 2 * CAPTION - 8);
                graphics.drawImage(pictures.get(row * columns.size() + column), left, top + 2 * CAPTION, null);
            }
        }
        graphics.dispose();
        return image;
    }
}
