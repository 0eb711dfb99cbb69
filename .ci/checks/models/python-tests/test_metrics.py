"""Metrics by hand, and the primary one by the task."""

import math
import unittest

import numpy
from sklearn.metrics import log_loss

from lastmile import metrics


class MetricsTest(unittest.TestCase):
    def test_a_rare_positive_label_is_judged_by_pr_auc(self):
        truth = numpy.array([0] * 9 + [1])
        positive = numpy.array([0.1] * 8 + [0.6, 0.5])
        probability = numpy.column_stack([1 - positive, positive])
        found, primary = metrics.of_classifier(truth, (positive > 0.55).astype(int), probability)

        self.assertEqual(primary, "pr_auc")
        self.assertAlmostEqual(found["pr_auc"], 0.5)
        self.assertAlmostEqual(found["pr_auc.baseline"], 0.1)
        self.assertAlmostEqual(found["roc_auc"], 8 / 9)
        self.assertAlmostEqual(found["accuracy"], 0.8)
        self.assertEqual((found["recall"], found["precision"], found["f1"]), (0, 0, 0))
        self.assertAlmostEqual(found["log_loss"], log_loss(truth, probability))
        self.assertAlmostEqual(found["log_loss.baseline"], -(0.9 * math.log(0.9) + 0.1 * math.log(0.1)))

    def test_a_label_that_no_held_out_row_has_is_allowed(self):
        probability = numpy.array([[0.7, 0.2, 0.1], [0.2, 0.7, 0.1]])
        found, primary = metrics.of_classifier(numpy.array([0, 1]), numpy.array([0, 1]), probability)

        self.assertEqual((primary, found["accuracy"], found["balanced_accuracy"]), ("log_loss", 1, 1))
        self.assertAlmostEqual(found["log_loss"], -math.log(0.7))
        one, primary = metrics.of_classifier(numpy.array([0, 0]), numpy.array([0, 0]), numpy.full((2, 2), 0.5))
        self.assertEqual(primary, "log_loss")
        self.assertNotIn("roc_auc", one)

    def test_a_regression_beside_mean_and_median(self):
        found, primary = metrics.of_regressor(numpy.array([0.0, 0.0, 3.0]), numpy.array([0.0, 0.0, 0.0]))

        self.assertEqual((primary, found["mae"], found["mae.baseline"]), ("rmse", 1, 1))
        self.assertAlmostEqual(found["rmse"], math.sqrt(3))
        self.assertAlmostEqual(found["rmse.baseline"], math.sqrt(2))
        self.assertNotIn("r2", metrics.of_regressor(numpy.ones(2), numpy.ones(2))[0])


if __name__ == "__main__":
    unittest.main()
