package dev.lastmile.pipeline.report.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class ChartTest {
    private static final String HOSTILE = "</text><script>alert(1)</script>]]>\0 \"&'🌸 and so on and so on";
    private static final double[] NUMBERS = {0, 0.25, 1};
    private static final double[] ODD = {Double.NaN, Double.POSITIVE_INFINITY, 1};

    static Stream<Chart> charts() {
        return Stream.of(
                PlotChart.ofShares(
                        HOSTILE,
                        HOSTILE,
                        HOSTILE,
                        IntStream.range(0, 6)
                                .mapToObj(i -> new Series(HOSTILE + i, Series.Style.LINE, NUMBERS, NUMBERS).stepped())
                                .toList()),
                PlotChart.ofNumbers(
                        HOSTILE, HOSTILE, HOSTILE, List.of(new Series("", Series.Style.DOTS, NUMBERS, ODD))),
                PlotChart.ofNumbers("empty", "", "", List.of(new Series("", Series.Style.LINE, ODD, ODD))),
                PlotChart.ofNamed(
                        "dates",
                        "day",
                        "mean",
                        List.of(new Series("", Series.Style.DOTTED_LINE, NUMBERS, NUMBERS)),
                        NUMBERS,
                        List.of("2024-01-01", "2024-01-02T10:00:00Z", HOSTILE)),
                new RowChart(
                        HOSTILE, HOSTILE, List.of(HOSTILE, "b", "c"), List.of(new RowChart.Values("", ODD, NUMBERS))),
                new RowChart("zero", "", List.of("a"), List.of(new RowChart.Values("", new double[1], new double[0]))),
                new MatrixChart(HOSTILE, List.of(HOSTILE, "b"), new long[][] {{0, 0}, {1, 123456789}}),
                new MatrixChart(
                        "many",
                        IntStream.range(0, 12).mapToObj(i -> HOSTILE + i).toList(),
                        new long[12][12]));
    }

    @ParameterizedTest
    @MethodSource("charts")
    void svgIsXmlWithoutScriptsWhoseNumbersAreFiniteAndInside(Chart chart) throws Exception {
        for (String svg : List.of(chart.svg(), chart.inlineSvg())) {
            Document document = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(svg)));
            assertThat(document.getElementsByTagName("script").getLength()).isZero();
            assertThat(svg).doesNotContain("NaN", "Infinity");
            NodeList dots = document.getElementsByTagName("circle");
            for (int i = 0; i < dots.getLength(); i++) {
                double x = Double.parseDouble(
                        dots.item(i).getAttributes().getNamedItem("cx").getNodeValue());
                assertThat(x).isBetween(0.0, (double) Chart.WIDTH);
            }
        }
        assertThat(chart.inlineSvg()).doesNotContain("<style>");
    }

    @ParameterizedTest
    @MethodSource("charts")
    void pngIsAPictureOfTwiceTheSize(Chart chart) throws Exception {
        assertThat(Chart.whyNoPng()).isEmpty();
        var image = ImageIO.read(new ByteArrayInputStream(chart.png()));

        assertThat(image.getWidth()).isEqualTo(2 * Chart.WIDTH);
        assertThat(image.getHeight()).isEqualTo(2 * chart.height());
        long inked = IntStream.range(0, image.getWidth() * image.getHeight())
                .filter(i -> (image.getRGB(i % image.getWidth(), i / image.getWidth()) & 0xFFFFFF) != 0xFFFFFF)
                .count();
        assertThat(inked).isGreaterThan(500);
    }

    @Test
    void axesHaveRoundTicks() {
        assertThat(new Axis(0, 1, 0, 100).ticks())
                .extracting(Axis.Tick::text)
                .containsExactly("0", "0.2", "0.4", "0.6", "0.8", "1");
        assertThat(new Axis(-37, 41, 0, 100).ticks())
                .extracting(Axis.Tick::text)
                .containsExactly("-20", "0", "20", "40");
        assertThat(new Axis(1e7, 5e7, 0, 100).ticks())
                .extracting(Axis.Tick::text)
                .contains("1e7", "3e7");
        assertThat(new Axis(2, 4, 0, 100).pixel(3)).isCloseTo(50, within(1e-9));
        Axis constant = Axis.around(0, 100, 7, 7, Double.NaN);
        assertThat(constant.pixel(7)).isCloseTo(50, within(1e-9));
        assertThat(constant.ticks()).isNotEmpty();
    }

    @Test
    void aStepFunctionKeepsTheValueOfThePointThatFollows() {
        Series stepped = new Series("", Series.Style.LINE, new double[] {0, 1, 2}, new double[] {5, 6, 7}).stepped();

        assertThat(stepped.x()).containsExactly(0, 0, 1, 1, 2);
        assertThat(stepped.y()).containsExactly(5, 6, 6, 7, 7);
    }
}
