package dev.lastmile.onnx.tribuo;

import java.util.HashSet;
import java.util.List;
import org.tribuo.Example;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/**
 * Rows of numbers as Tribuo's examples, every number under its column's name. Training, the export and parity that use
 * one list of names mean the same columns, whatever order Tribuo keeps them in.
 */
public final class TribuoRows {
    private final List<String> names;
    private final String[] array;

    /**
     * @param names of the columns in the order in which rows have them
     * @throws IllegalArgumentException if there are none, or one twice
     */
    public TribuoRows(List<String> names) {
        this.names = List.copyOf(names);
        this.array = names.toArray(String[]::new);
        if (names.isEmpty() || new HashSet<>(names).size() < names.size()) {
            throw new IllegalArgumentException(
                    "The names " + names + " are no list of columns. Give at least one, each once.");
        }
    }

    /** The columns, in the order in which rows have them. */
    public List<String> names() {
        return names;
    }

    /**
     * A labelled row. Zeros are kept, as values.
     *
     * @param label an empty one is Tribuo's unknown label
     * @throws IllegalArgumentException if the row is of another width
     */
    public Example<Label> example(double[] row, String label) {
        if (row.length != array.length) {
            throw new IllegalArgumentException(
                    "A row has " + row.length + " numbers for the columns " + names + ". Give one for each.");
        }
        Label output = label.isEmpty() ? LabelFactory.UNKNOWN_LABEL : new Label(label);
        return new ArrayExample<>(output, array, row.clone());
    }

    /** A row whose label is not known. */
    public Example<Label> example(double[] row) {
        return example(row, "");
    }

    /**
     * A data set to train on.
     *
     * @param rows one array a row
     * @param labels as many
     * @param description where the rows come from, which becomes part of the model's provenance
     */
    public MutableDataset<Label> dataset(double[][] rows, String[] labels, String description) {
        if (rows.length != labels.length) {
            throw new IllegalArgumentException(
                    rows.length + " rows have " + labels.length + " labels. Give one for each.");
        }
        LabelFactory factory = new LabelFactory();
        MutableDataset<Label> dataset =
                new MutableDataset<>(new SimpleDataSourceProvenance(description, factory), factory);
        for (int i = 0; i < rows.length; i++) {
            dataset.add(example(rows[i], labels[i]));
        }
        return dataset;
    }
}
