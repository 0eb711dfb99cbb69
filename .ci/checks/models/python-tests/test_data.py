"""Rows by side of the split, from a contract and a table."""

import unittest
from unittest import mock

import numpy
import pyarrow
from pyiceberg.exceptions import NoSuchTableError

from lastmile import data
from lastmile.errors import RejectedError


def table(labels, splits, vectors=None, kind=None):
    vectors = vectors or [[float(row), 0.5] for row in range(len(labels))]
    return pyarrow.table({"features": vectors, "y": pyarrow.array(labels, kind), "side": splits})


def split(rows, task="classification"):
    return data.split_rows(rows, "y", "side", task, 7, ("3", "sha256:0"))


class DataTest(unittest.TestCase):
    def test_integer_labels_stay_integers_where_others_are_null(self):
        rows = split(table([10, 9, None, 9, 10], ["train", "train", "train", "test", "validation"]))

        self.assertEqual(rows.labels, ["9", "10"])
        self.assertEqual(rows.training.targets.tolist(), [1, 0])
        self.assertEqual(rows.held_out.vectors.tolist(), [[3.0, 0.5]])
        self.assertEqual(rows.validation.targets.tolist(), [1])
        self.assertEqual((rows.width, len(rows.training), rows.is_classification), (2, 2, True))

    def test_a_label_that_no_training_row_has_is_left_out(self):
        rows = split(table(["a", "b", "c", "a"], ["train", "train", "test", "test"]))

        self.assertEqual(rows.left_out, 1)
        self.assertEqual(rows.held_out.targets.tolist(), [0])

    def test_a_regression_has_numbers(self):
        rows = split(table([1, 2, 5], ["train", "train", "test"]), "regression")

        self.assertEqual((rows.labels, rows.training.targets.dtype), ([], numpy.float64))
        self.assertEqual(rows.held_out.targets.tolist(), [5.0])

    def test_rows_that_no_model_takes_are_rejected(self):
        for rows, task, message in (
            (table(["a", "b"], ["train", "train"]), "classification", "no held-out row"),
            (table([None, "b"], ["train", "test"]), "classification", "no training row"),
            (table(["a", "b"], ["train", "test"]), "regression", "The label y is string"),
            (table([1.0, float("inf")], ["train", "test"]), "regression", "an infinite number"),
            (table([1, 2], ["train", "test"], [[1.0], [1.0, 2.0]]), "regression", "the widths"),
        ):
            with self.subTest(message), self.assertRaisesRegex(RejectedError, message):
                split(rows, task)

    def test_a_contract_without_a_role_is_rejected(self):
        fields = [{"name": "id", "metadata": {"key": True}}, {"name": "y", "metadata": {"role": "label"}}]
        with self.assertRaisesRegex(RejectedError, 'has no split. Mark a column of the raw contract with "role": "split"'):
            data.columns({"fields": fields}, "lake.interim.x")
        with self.assertRaisesRegex(RejectedError, "has no key"):
            data.columns({"fields": fields[1:]}, "lake.interim.x")
        fields.append({"name": "side", "metadata": {"role": "split"}})
        self.assertEqual(data.columns({"fields": fields}, "lake.interim.x"), (["id"], "y", "side"))

    def test_a_lake_without_interim_data_is_rejected(self):
        project = mock.Mock(features_table="interim.x_features", features_model="x-features", task="regression")
        project.catalog.return_value.load_table.side_effect = NoSuchTableError()
        with self.assertRaisesRegex(RejectedError, "lake.interim.x_features does not exist yet. Run: make interim-data"):
            data.read(project)
        project.catalog.return_value.load_table.side_effect = None
        project.catalog.return_value.load_table.return_value.snapshot_by_id.return_value = None
        with self.assertRaisesRegex(RejectedError, "has no snapshot 5. Run: make interim-data"):
            data.read(project, 5)


if __name__ == "__main__":
    unittest.main()
