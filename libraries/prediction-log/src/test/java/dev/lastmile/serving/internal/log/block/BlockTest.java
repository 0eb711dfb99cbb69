package dev.lastmile.serving.internal.log.block;

import static dev.lastmile.serving.internal.log.block.Predictions.NOBODY;
import static dev.lastmile.serving.internal.log.block.Predictions.PAIR;
import static dev.lastmile.serving.internal.log.block.Predictions.columns;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.lastmile.onnx.Column;
import dev.lastmile.serving.core.internal.champion.Role;
import dev.lastmile.serving.core.internal.prediction.Prediction;
import dev.lastmile.serving.core.internal.prediction.PredictionLog.Caller;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BlockTest {
    private static final double[] DOUBLES = {
        0,
        -0.0,
        1,
        -1,
        5.1,
        -0.001,
        0.0005,
        127,
        128,
        -128,
        32767.5,
        1e6 / 3,
        2147483.646,
        2147483.647,
        2147483648.0,
        -2147483648.0,
        1e15,
        1e300,
        Double.MIN_VALUE,
        Double.MAX_VALUE,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        0.1 + 0.2,
        Math.PI
    };

    @Test
    void eachDoubleIsReadAsItWasWritten() {
        for (double one : DOUBLES) {
            assertDoubles(one);
            for (double other : DOUBLES) {
                assertDoubles(one, other);
            }
        }
        assertDoubles(DOUBLES);
        assertDoubles();
    }

    @Test
    void randomDecimalsAreReadAsTheyWereWritten() {
        Random random = new Random(7);
        for (int round = 0; round < 2000; round++) {
            double[] values = new double[1 + random.nextInt(20)];
            for (int i = 0; i < values.length; i++) {
                double digits = Math.rint(random.nextGaussian() * Math.pow(10, random.nextInt(9)));
                values[i] = random.nextInt(20) == 0 ? Double.NaN : digits / Math.pow(10, random.nextInt(5));
            }
            assertDoubles(values);
        }
    }

    @Test
    void measuredNumbersTakeOneByteEach() {
        double[] values = new double[1000];
        for (int i = 0; i < values.length; i++) {
            values[i] = (i % 80) / 10.0;
        }

        assertThat(block(new RecordEncoder(Set.of()), Predictions.of(new Column.Doubles(values)))
                        .bytes())
                .hasSizeBetween(1000, 1100);
    }

    @Test
    void allTypesOfColumnsAreReadAsTheyWereWritten() {
        String[] many = new String[40];
        Arrays.setAll(many, i -> i % 7 == 0 ? null : "value " + i + " é€😀");
        String[] few = new String[40];
        Arrays.setAll(few, i -> i % 5 == 0 ? null : new String(i % 2 == 0 ? "red" : "green"));
        Map<String, Column> inputs = columns(
                "longs",
                new Column.Longs(longs(40, Long.MIN_VALUE, Long.MAX_VALUE, 0)),
                "bytes",
                new Column.Longs(longs(40, -128, 127)),
                "shorts",
                new Column.Longs(longs(40, -129, 0)),
                "ints",
                new Column.Longs(longs(40, 32768, -1)),
                "floats",
                new Column.Floats(floats(40)),
                "booleans",
                new Column.Booleans(new boolean[40]),
                "many",
                new Column.Strings(many),
                "few",
                new Column.Strings(few));
        Map<String, Column> outputs = columns(
                "vectors",
                new Column.DoubleVectors(repeat(20, 1.5, Double.NaN, 0.1, 1 / 3.0), 2),
                "decimals",
                new Column.DoubleVectors(repeat(20, 1.5, Double.NaN, 0.1, 0.25), 2),
                "floats",
                new Column.FloatVectors(floats(120), 3));

        BlockReader.Entry entry = read(block(new RecordEncoder(Set.of()), Predictions.of(PAIR, inputs, outputs)));

        assertThat(entry.rows()).isEqualTo(40);
        assertThat(shown(entry.inputs())).isEqualTo(shown(inputs));
        assertThat(shown(entry.outputs())).isEqualTo(shown(outputs));
    }

    @Test
    void aSurrogateWithoutItsOtherHalfBecomesAReplacementCharacter() {
        String[] values = {"x\ud800y", "\udc00", "😀", "\ud83d", "é\ud83d\ud83d\ude00"};

        BlockReader.Entry entry = read(block(new RecordEncoder(Set.of()), Predictions.of(new Column.Strings(values))));

        assertThat(((Column.Strings) entry.inputs().get("a")).values())
                .containsExactly("x\ufffdy", "\ufffd", "😀", "\ufffd", "é\ufffd😀");
    }

    @Test
    void aRecordHasItsCallerAndItsTimes() {
        Prediction prediction = Predictions.of(new Column.Longs(new long[] {1}));
        RecordEncoder encoder = new RecordEncoder(Set.of());
        Segment segment = Segment.allocate(4096);
        segment.append(
                RecordKind.of(prediction, Role.CHALLENGER, Set.of()),
                encoder.encode(prediction, new Caller("order 7/a", "billing"), 123_456_789_012L));
        segment.seal();

        Block block = Block.of(segment).get(0);
        BlockReader.Entry entry = read(block);
        assertThat(entry.id()).isEqualTo(prediction.id()).isEqualTo(block.firstId());
        assertThat(entry.millis())
                .isEqualTo(prediction.millis())
                .isEqualTo(block.firstMillis())
                .isEqualTo(block.lastMillis());
        assertThat(entry.nanoseconds()).isEqualTo(123_456_789_012L);
        assertThat(entry.requestId()).isEqualTo("order 7/a");
        assertThat(entry.client()).isEqualTo("billing");
        assertThat(entry.outputs()).isEmpty();
        assertThat(block.kind().role()).isEqualTo(Role.CHALLENGER);
    }

    @Test
    void textsOfAClientAreKeptIfTheyAreShortAndPrintable() {
        assertThat(RecordEncoder.printable("order 7/a", 128)).isEqualTo("order 7/a");
        assertThat(RecordEncoder.printable("x".repeat(128), 128)).hasSize(128);
        for (String text : new String[] {null, "", "x".repeat(129), "a\nb", "\u0000", "é"}) {
            assertThat(RecordEncoder.printable(text, 128)).isNull();
        }
    }

    @Test
    void omittedColumnsAreNotThere() {
        Map<String, Column> inputs = columns(
                "kept", new Column.Longs(new long[] {7}), "secret", new Column.Strings(new String[] {"s3cret"}));

        Block block = block(new RecordEncoder(Set.of("secret")), Set.of("secret"), Predictions.of(PAIR, inputs, null));

        assertThat(read(block).inputs()).containsOnlyKeys("kept");
        assertThat(new String(block.bytes(), java.nio.charset.StandardCharsets.ISO_8859_1))
                .doesNotContain("s3cret");
    }

    @Test
    void recordsOfTwoModelsAreTwoBlocks() {
        Segment segment = Segment.allocate(8192);
        RecordEncoder encoder = new RecordEncoder(Set.of());
        for (int i = 0; i < 10; i++) {
            Prediction prediction = Predictions.of(
                    Predictions.pair(i % 3 == 0 ? "3" : "4"), columns("a", new Column.Longs(new long[] {i})), null);
            segment.append(RecordKind.of(prediction, Role.CHAMPION, Set.of()), encoder.encode(prediction, NOBODY, i));
        }
        segment.seal();

        List<Block> blocks = Block.of(segment);

        assertThat(blocks)
                .extracting(block -> block.kind().pair().model().version(), Block::records)
                .containsExactly(tuple("3", 4), tuple("4", 6));
        BlockReader reader = new BlockReader(blocks.get(1).bytes());
        for (long expected : new long[] {1, 2, 4, 5, 7, 8}) {
            assertThat(reader.next().nanoseconds()).isEqualTo(expected);
        }
        assertThat(reader.hasNext()).isFalse();
    }

    @Test
    void aDamagedRecordDoesNotHideTheOthers() {
        Segment segment = Segment.allocate(8192);
        RecordEncoder encoder = new RecordEncoder(Set.of());
        for (int i = 0; i < 3; i++) {
            Prediction prediction = Predictions.of(new Column.Longs(new long[] {i}));
            segment.append(RecordKind.of(prediction, Role.CHAMPION, Set.of()), encoder.encode(prediction, NOBODY, i));
        }
        segment.seal();
        byte[] bytes = Block.of(segment).get(0).bytes();
        int length = (bytes.length - 5) / 3;
        bytes[5 + 2 * length - 3] = 99; // the kind of the second record's column

        BlockReader reader = new BlockReader(bytes);

        assertThat(reader.next().nanoseconds()).isZero();
        assertThatThrownBy(reader::next)
                .isInstanceOf(BlockException.class)
                .hasMessage("A column has the unknown kind 99");
        assertThat(reader.next().nanoseconds()).isEqualTo(2);
        assertThat(reader.hasNext()).isFalse();
    }

    @Test
    void noDamageDoesMoreThanThrow() {
        Map<String, Column> inputs = columns(
                "d",
                new Column.Doubles(new double[] {1.5, 2}),
                "s",
                new Column.Strings(new String[] {"a", "b"}),
                "v",
                new Column.FloatVectors(floats(4), 2));
        byte[] bytes = block(new RecordEncoder(Set.of()), Predictions.of(PAIR, inputs, inputs))
                .bytes();
        Random random = new Random(7);
        int damaged = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] other = Arrays.copyOf(bytes, random.nextInt(4) == 0 ? random.nextInt(bytes.length) : bytes.length);
            for (int i = random.nextInt(3); i >= 0 && other.length > 0; i--) {
                other[random.nextInt(other.length)] = (byte) random.nextInt();
            }
            try {
                BlockReader reader = new BlockReader(other);
                while (reader.hasNext()) {
                    reader.next();
                }
            } catch (BlockException e) {
                damaged++;
            }
        }
        assertThat(damaged).isGreaterThan(1000);
    }

    private static void assertDoubles(double... values) {
        BlockReader.Entry entry =
                read(block(new RecordEncoder(Set.of()), Predictions.of(new Column.Doubles(values.clone()))));
        double[] read = ((Column.Doubles) entry.inputs().get("a")).values();
        assertThat(Arrays.stream(read).mapToLong(Double::doubleToLongBits).toArray())
                .as(Arrays.toString(values))
                .isEqualTo(Arrays.stream(values)
                        .mapToLong(Double::doubleToLongBits)
                        .toArray());
    }

    private static Block block(RecordEncoder encoder, Prediction prediction) {
        return block(encoder, Set.of(), prediction);
    }

    private static Block block(RecordEncoder encoder, Set<String> omitted, Prediction prediction) {
        return Block.of(Segment.of(
                        RecordKind.of(prediction, Role.CHAMPION, omitted), encoder.encode(prediction, NOBODY, 1)))
                .get(0);
    }

    private static BlockReader.Entry read(Block block) {
        BlockReader reader = new BlockReader(block.bytes());
        BlockReader.Entry entry = reader.next();
        assertThat(reader.hasNext()).isFalse();
        return entry;
    }

    private static long[] longs(int count, long... values) {
        long[] longs = new long[count];
        Arrays.setAll(longs, i -> values[i % values.length]);
        return longs;
    }

    private static float[] floats(int count) {
        float[] floats = new float[count];
        for (int i = 0; i < count; i++) {
            floats[i] = i % 9 == 0 ? Float.NaN : 1 / (i + 0.3f);
        }
        return floats;
    }

    private static String shown(Map<String, Column> columns) {
        StringBuilder text = new StringBuilder();
        columns.forEach((name, column) ->
                text.append(name).append(' ').append(shown(column)).append('\n'));
        return text.toString();
    }

    private static String shown(Column column) {
        if (column instanceof Column.Doubles doubles) {
            return Arrays.toString(doubles.values());
        } else if (column instanceof Column.Floats floats) {
            return Arrays.toString(floats.values());
        } else if (column instanceof Column.Longs longs) {
            return Arrays.toString(longs.values());
        } else if (column instanceof Column.Booleans booleans) {
            return Arrays.toString(booleans.values());
        } else if (column instanceof Column.Strings strings) {
            return Arrays.toString(strings.values());
        } else if (column instanceof Column.DoubleVectors vectors) {
            return vectors.width() + Arrays.toString(vectors.flat());
        }
        Column.FloatVectors vectors = (Column.FloatVectors) column;
        return vectors.width() + Arrays.toString(vectors.flat());
    }

    private static double[] repeat(int times, double... values) {
        double[] repeated = new double[times * values.length];
        Arrays.setAll(repeated, i -> values[i % values.length]);
        return repeated;
    }
}
