"""Labels are named and numbered as Java's classifiers do it."""

import unittest
from decimal import Decimal

from lastmile import labels
from lastmile.errors import RejectedError


class LabelsTest(unittest.TestCase):
    def test_every_kind_is_text_as_spark_casts_it(self):
        self.assertEqual([labels.text(value) for value in ("<=50K", 3, True, False, 1.0, 0.5, Decimal("1.50"))],
                         ["<=50K", "3", "true", "false", "1.0", "0.5", "1.50"])

    def test_numbers_ascend_and_strings_are_in_the_order_of_their_characters(self):
        self.assertEqual(labels.distinct([10, 9, 10], "y"), [9, 10])
        self.assertEqual(labels.distinct([True, False], "y"), [False, True])
        self.assertEqual(labels.distinct(["b", " a", "Z", "\uff00", "é"], "y"), [" a", "Z", "b", "é", "\uff00"])

    def test_what_no_classifier_can_predict_is_rejected(self):
        for values, message in (
            ([], "no label in y"),
            (["a"], "only the label a in y"),
            (range(1001), "more than 1000 values. Train a regressor"),
            (["a", "🙂"], "beyond U+FFFF"),
            ([1.0, float("nan")], "has NaN"),
            ([1.0, 1e10], "write differently"),
            ([b"a", b"b"], "is of bytes"),
        ):
            with self.subTest(message), self.assertRaisesRegex(RejectedError, message.replace("+", r"\+")):
                labels.distinct(list(values), "y")


if __name__ == "__main__":
    unittest.main()
