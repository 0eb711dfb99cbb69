"""The labels of a classification as text, in the order of a Java classifier's: both name and number them alike."""

import math
from decimal import Decimal

from lastmile.errors import RejectedError

# More labels are taken for a number to predict, or for a key.
MOST = 1000
# Java writes a double outside of these with an exponent.
LEAST_PLAIN, FIRST_WITH_EXPONENT = 1e-3, 1e7


def distinct(values, column):
    """The distinct labels of training rows: numbers ascending, false before true, strings by their UTF-16 units."""
    labels = set(values)
    for label in labels:
        if not isinstance(label, (str, bool, int, float, Decimal)):
            raise RejectedError(
                f"The label {column} is of {type(label).__name__}, and a classifier predicts strings, numbers or booleans."
                " Name such a column."
            )
        if isinstance(label, float) and math.isnan(label):
            raise RejectedError(f"The label {column} has NaN in the training rows. Leave such rows out, or fill the column.")
    if len(labels) < 2:
        found = f"only the label {text(*labels)}" if labels else "no label"
        raise RejectedError(
            f"The training rows have {found} in {column}. A classifier needs two labels; check the split of the data."
        )
    if len(labels) > MOST:
        raise RejectedError(
            f"The label {column} has more than {MOST} values. Train a regressor (task=regression) if it is a quantity,"
            " or group its values."
        )
    ordered = sorted(labels, key=lambda label: label.encode("utf-16-be") if isinstance(label, str) else label)
    for label in map(text, ordered):
        if any(ord(character) > 0xFFFF or character == "\0" for character in label):
            raise RejectedError(
                f"The label {label!r} in {column} has a character beyond U+FFFF, such as an emoji, or U+0000, which ONNX Runtime"
                " does not return to Java unchanged. Replace it in the raw data by a word."
            )
    return ordered


def text(label):
    """A label as Spark casts it to a string."""
    if isinstance(label, bool):
        return str(label).lower()
    if isinstance(label, float) and label and not LEAST_PLAIN <= abs(label) < FIRST_WITH_EXPONENT:
        raise RejectedError(
            f"The label {label} is a number that Spark and Python write differently. Declare the column as an integer or a string."
        )
    return str(label)
