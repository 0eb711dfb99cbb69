"""The comparison of a graph with what it was converted from, as the Java steps report it."""

import json
import math

import numpy

from lastmile.errors import RejectedError
from lastmile.graph import PREDICTION, PROBABILITY

TOLERANCE = 1e-6


class Parity:
    """
    A report on rows that both sides have scored.

    A probability may differ by 1e-6, a predicted number by 1e-6 of itself and of the label's standard deviation together: trees
    give FLOAT. Labels have to be the same, unless both have the same probability.
    """

    def __init__(self, reference, digest, rows, is_classification):
        self.reference = reference
        self.digest = digest
        self.rows = len(rows)
        self.absolute = TOLERANCE * (1.0 if is_classification else float(numpy.std(rows.targets)))
        self.relative = 0.0 if is_classification else TOLERANCE
        self.outputs = []

    @staticmethod
    def of_estimator(model, graph_outputs, rows, labels, digest):
        """Compares an estimator's predictions with the graph's."""
        report = Parity(_version(model), digest, rows, bool(labels))
        predicted = model.predict(rows.vectors)
        if not labels:
            report.add_numbers(PREDICTION, numpy.asarray(predicted, dtype="float64").ravel(), graph_outputs[PREDICTION])
            return report
        probability = numpy.asarray(model.predict_proba(rows.vectors), dtype="float64")
        names = numpy.array(labels, dtype=object)[numpy.asarray(predicted, dtype="int64")]
        report.add_labels(names, graph_outputs[PREDICTION], probability, labels)
        report.add_numbers(PROBABILITY, probability, graph_outputs[PROBABILITY])
        return report

    @staticmethod
    def row_by_row(score, graph_outputs, rows, is_classification, digest):
        """Compares rows that are scored one by one, as the service does, with the same rows in one batch."""
        report = Parity("row by row", digest, rows, is_classification)
        single = [score(rows.vectors[row : row + 1]) for row in range(len(rows))]
        for name, values in graph_outputs.items():
            joined = numpy.concatenate([outputs[name] for outputs in single])
            if values.dtype == object:
                report.add_labels(joined, values)
            else:
                report.add_numbers(name, joined, values)
        return report

    def add_numbers(self, name, reference, values):
        """Compares float64 arrays of one shape."""
        if values.shape != reference.shape:
            raise RejectedError(f"The graph gives {name} in the shape {values.shape} for {reference.shape}. Export it again.")
        difference = numpy.abs(values - reference)
        difference[(values == reference) | (numpy.isnan(values) & numpy.isnan(reference))] = 0
        beyond = ~(difference <= self.absolute + self.relative * numpy.abs(reference))
        with numpy.errstate(divide="ignore", invalid="ignore"):
            relative = numpy.where(difference == 0, 0, difference / numpy.abs(reference))
        self._add(name, reference, values, difference, relative, beyond, 0)

    def add_labels(self, reference, values, probability=None, labels=()):
        """Compares labels; two of the same probability may change places."""
        differs = numpy.array([one != other for one, other in zip(reference, values, strict=True)], dtype=bool)
        ties = numpy.zeros_like(differs)
        index = {label: number for number, label in enumerate(labels)}
        for row in numpy.flatnonzero(differs) if probability is not None else ():
            one, other = (probability[row, index[side[row]]] for side in (reference, values))
            ties[row] = abs(one - other) <= TOLERANCE
        difference = (differs & ~ties).astype("float64")
        self._add(PREDICTION, reference, values, difference, difference, difference > 0, int(ties.sum()))

    def _add(self, name, reference, values, difference, relative, beyond, ties):
        ranked = numpy.where(numpy.isnan(difference), numpy.inf, difference) if difference.size else difference
        worst = None
        if ranked.size and ranked.max() > 0:
            place = numpy.unravel_index(int(ranked.argmax()), ranked.shape)
            position = int(place[1]) if len(place) > 1 else 0
            worst = {"row": int(place[0]), "position": position, "reference": str(reference[place]), "onnx": str(values[place])}
        self.outputs.append(
            {
                "name": name,
                "passed": not beyond.any(),
                "values": int(difference.size),
                "beyond_tolerance": int(beyond.sum()),
                "ties": ties,
                "largest_absolute": _json(ranked.max(initial=0.0)),
                "largest_relative": _json(numpy.nan_to_num(relative, nan=numpy.inf).max(initial=0.0)),
                "worst": worst,
            }
        )

    @property
    def passed(self):
        """Whether there were rows to compare, and no value is beyond the tolerance."""
        return self.rows > 0 and all(output["passed"] for output in self.outputs)

    def summary(self):
        """One line: how many rows, and the largest difference with its column and the tolerance."""
        worst = max(self.outputs, key=lambda output: (not output["passed"], float(output["largest_absolute"])))
        line = (
            f"{self.reference} against ONNX on {self.rows} rows: largest difference {float(worst['largest_absolute']):.1e}"
            f" in {worst['name']} (tolerance {self.absolute:.1e} + {self.relative:.0e} relative)"
        )
        if worst["passed"]:
            return line
        found = worst["worst"]
        return (
            f"{line}; {worst['beyond_tolerance']} of {worst['values']} values are beyond it, as in row {found['row']}:"
            f" {found['reference']} became {found['onnx']}"
        )

    def json(self):
        """The report as `parity.json` of the Java steps, format 1."""
        report = {
            "format": 1,
            "passed": self.passed,
            "summary": self.summary(),
            "reference": self.reference,
            "model": self.digest,
            "rows": self.rows,
            "invalid_rows": 0,
            "tolerance": {"absolute": self.absolute, "relative": self.relative, "of_scale": 0.0},
            "outputs": self.outputs,
            "disagreements": [],
        }
        return json.dumps(report, indent=2) + "\n"

    def require_passed(self):
        """Raises RejectedError unless it has passed."""
        if not self.passed:
            raise RejectedError(
                f"The model is not registered: its graph differs from it. {self.summary()}."
                " Use another estimator or other settings; parity.json of the run has all outputs."
            )


def _version(model):
    package = type(model).__module__.split(".")[0]
    module = __import__(package)
    name = {"sklearn": "scikit-learn", "lightgbm": "LightGBM", "xgboost": "XGBoost"}.get(package, package)
    return f"{name} {getattr(module, '__version__', '')}".strip()


def _json(number):
    return float(number) if math.isfinite(number) else str(float(number))
