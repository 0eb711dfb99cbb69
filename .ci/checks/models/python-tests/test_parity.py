"""A difference is found and reported as the Java steps do it."""

import json
import unittest

import numpy
from sklearn.linear_model import LogisticRegression, Ridge

from lastmile.errors import RejectedError
from lastmile.parity import Parity
from models import rows


class ParityTest(unittest.TestCase):
    def test_a_number_that_differs_by_more_than_the_tolerance_fails(self):
        data = rows(0)
        model = Ridge().fit(data.training.vectors, data.training.targets)
        exact = model.predict(data.held_out.vectors)
        other = exact.copy()
        other[3] += 1.0

        def report(predicted):
            return Parity.of_estimator(model, {"prediction": predicted}, data.held_out, [], "sha256:1")

        report(exact * (1 + 1e-7)).require_passed()
        with self.assertRaisesRegex(RejectedError, "not registered: its graph differs.*1 of 200 values are beyond it, as in row 3"):
            report(other).require_passed()
        other[3] = numpy.nan
        self.assertFalse(report(other).passed)
        written = json.loads(report(other).json())
        self.assertEqual((written["format"], written["passed"], written["rows"]), (1, False, 200))
        self.assertEqual(written["outputs"][0]["largest_absolute"], "inf")

    def test_labels_may_differ_only_where_both_are_as_probable(self):
        data = rows(2)
        model = LogisticRegression().fit(data.training.vectors, data.training.targets)
        names = numpy.array(data.labels, dtype=object)[model.predict(data.held_out.vectors)]
        probability = model.predict_proba(data.held_out.vectors)
        swapped = names.copy()
        swapped[5] = next(label for label in data.labels if label != names[5])

        report = Parity.of_estimator(
            model, {"prediction": swapped, "probability": probability}, data.held_out, data.labels, "sha256:1"
        )
        self.assertFalse(report.passed)
        self.assertIn(f"{names[5]} became {swapped[5]}", report.summary())

        tied = Parity("a tie", "", data.held_out, True)
        tied.add_labels(numpy.array(["a"], dtype=object), numpy.array(["b"], dtype=object), numpy.array([[0.5, 0.5]]), ["a", "b"])
        self.assertTrue(tied.passed)
        self.assertEqual(tied.outputs[0]["ties"], 1)

    def test_a_graph_whose_rows_depend_on_the_batch_fails(self):
        data = rows(0)
        held_out = data.held_out.first(4)

        def score(vectors):
            return {"prediction": vectors[:, 1] - vectors[:, 1].mean()}

        report = Parity.row_by_row(score, score(held_out.vectors), held_out, False, "")
        self.assertFalse(report.passed)


if __name__ == "__main__":
    unittest.main()
