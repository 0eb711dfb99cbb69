package dev.lastmile.pipeline.report.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** Draws a picture of twice the chart's size in the light scheme, with Java's own graphics and the machine's fonts. */
final class PngCanvas implements Canvas {
    private static final int SCALE = 2;
    private static final int OPAQUE = 255;

    private final BufferedImage image;
    private final Graphics2D graphics;

    PngCanvas(int width, int height) {
        // Without a display to look for, and on a Mac without an icon in the dock.
        if (System.getProperty("java.awt.headless") == null) {
            System.setProperty("java.awt.headless", "true");
        }
        image = new BufferedImage(width * SCALE, height * SCALE, BufferedImage.TYPE_INT_RGB);
        graphics = image.createGraphics();
        graphics.scale(SCALE, SCALE);
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, FONT_SIZE));
        area(Ink.PAPER, 1, 0, 0, width, height);
    }

    /** The picture, in the format PNG. */
    byte[] bytes() {
        graphics.dispose();
        ImageIO.setUseCache(false);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("A picture cannot be written in memory", e);
        }
        return bytes.toByteArray();
    }

    @Override
    public void line(Ink ink, Stroke stroke, double[] x, double[] y) {
        if (x.length == 0) {
            return;
        }
        Path2D path = new Path2D.Double();
        path.moveTo(x[0], y[0]);
        for (int i = 1; i < x.length; i++) {
            path.lineTo(x[i], y[i]);
        }
        graphics.setColor(colour(ink, 1));
        graphics.setStroke(
                stroke == Stroke.DASHED
                        ? new BasicStroke(1, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {4, 4}, 0)
                        : new BasicStroke(stroke.width(), BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND));
        graphics.draw(path);
    }

    @Override
    public void area(Ink ink, double opacity, double x, double y, double width, double height) {
        graphics.setColor(colour(ink, opacity));
        graphics.fill(new Rectangle2D.Double(x, y, width, height));
    }

    @Override
    public void dot(Ink ink, double opacity, double x, double y, double radius) {
        graphics.setColor(colour(ink, opacity));
        graphics.fill(new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius));
    }

    @Override
    public void text(Ink ink, Anchor anchor, double x, double y, double width, String text) {
        String shown = Markup.shortened(text, width);
        double own = graphics.getFontMetrics().stringWidth(shown);
        double start = switch (anchor) {
            case START -> x;
            case MIDDLE -> x - own / 2;
            case END -> x - own;
        };
        graphics.setColor(colour(ink, 1));
        graphics.drawString(shown, (float) start, (float) y);
    }

    private static Color colour(Ink ink, double opacity) {
        Color solid = Color.decode(ink.light());
        return new Color(solid.getRed(), solid.getGreen(), solid.getBlue(), (int) Math.round(opacity * OPAQUE));
    }
}
