"""Writes scikit-learn.json: random score vectors with ties, weights and single-class slices, and scikit-learn's metrics.

Run with scikit-learn 1.9.1:  python generate.py > scikit-learn.json
"""
import json
import warnings

import numpy as np
from sklearn import metrics as sk

warnings.filterwarnings("ignore")
random = np.random.default_rng(20191101)


def number(value):
    return None if np.isnan(value) else float(value)


def binary(truth, score, predicted, weight):
    """Label 1 is the positive one; calibration is scikit-learn's to draw only, so its error is computed here."""
    both = len(set(truth)) == 2
    bins = np.clip(np.floor(score * 10), 0, 9)
    distance = sum(abs(np.sum((weight * (score - truth))[bins == b])) for b in range(10))
    return {
        "roc_auc": number(sk.roc_auc_score(truth, score, sample_weight=weight)) if both else None,
        "pr_auc": number(sk.average_precision_score(truth, score, sample_weight=weight)),
        "log_loss": number(sk.log_loss(truth, score, sample_weight=weight, labels=[0, 1])),
        "brier": number(sk.brier_score_loss(truth, score, sample_weight=weight, pos_label=1, labels=[0, 1])),
        "f1": number(sk.f1_score(truth, predicted, sample_weight=weight, zero_division=0)),
        "precision": number(sk.precision_score(truth, predicted, sample_weight=weight, zero_division=0)),
        "recall": number(sk.recall_score(truth, predicted, sample_weight=weight, zero_division=0)),
        "calibration_error": number(distance / weight.sum()),
        **labels(truth, predicted, weight),
    }


def labels(truth, predicted, weight):
    return {
        "accuracy": number(sk.accuracy_score(truth, predicted, sample_weight=weight)),
        "balanced_accuracy": number(sk.balanced_accuracy_score(truth, predicted, sample_weight=weight)),
        "macro_f1": number(sk.f1_score(truth, predicted, sample_weight=weight, average="macro", zero_division=0)),
        "weighted_f1": number(sk.f1_score(truth, predicted, sample_weight=weight, average="weighted", zero_division=0)),
    }


def multiclass(truth, probability, predicted, weight):
    classes = list(range(probability.shape[1]))
    return {
        "log_loss": number(sk.log_loss(truth, probability, sample_weight=weight, labels=classes)),
        **labels(truth, predicted, weight),
    }


def regression(truth, predicted, weight):
    return {
        "rmse": number(sk.root_mean_squared_error(truth, predicted, sample_weight=weight)),
        "mae": number(sk.mean_absolute_error(truth, predicted, sample_weight=weight)),
        "median_error": number(sk.median_absolute_error(truth, predicted, sample_weight=weight)),
        "r2": number(sk.r2_score(truth, predicted, sample_weight=weight)),
    }


def sliced(kind, slices, *columns):
    """The metrics of all rows, and of each slice."""
    result = {"all": kind(*columns)}
    for name in sorted(set(slices)):
        rows = slices == name
        result[str(name)] = kind(*[column[rows] for column in columns])
    return result


def weights(rows, case):
    return random.choice([0.5, 1.0, 2.0, 3.25], rows) if case % 2 else np.ones(rows)


cases = []
for case in range(30):
    rows = int(random.integers(20, 90))
    weight = weights(rows, case)
    slices = random.choice(["north", "south", "east"], rows)
    if case % 3 == 0:
        # One decimal makes ties; every third has scores of 0 and 1, which the log loss bounds.
        score = np.round(random.random(rows), 1 if case % 2 else 3)
        if case % 9:
            score = np.clip(score, 0.001, 0.999)
        truth = (random.random(rows) < 0.2 + 0.5 * score).astype(int)
        truth[slices == "east"] = case % 2  # a slice of one class
        predicted = (score > 0.5).astype(int)
        expected = sliced(binary, slices, truth, score, predicted, weight)
        probability = np.column_stack([1 - score, score])
        cases.append({"kind": "binary", "truth": truth.tolist(), "predicted": predicted.tolist(),
                      "probability": probability.tolist(), "weight": weight.tolist(), "slice": slices.tolist(),
                      "expected": expected})
    elif case % 3 == 1:
        classes = int(random.integers(3, 7))
        probability = random.dirichlet(np.ones(classes), rows)
        truth = np.array([random.choice(classes, p=p) for p in probability])
        truth[slices == "east"] = 1
        predicted = probability.argmax(axis=1)
        expected = sliced(multiclass, slices, truth, probability, predicted, weight)
        cases.append({"kind": "multiclass", "truth": truth.tolist(), "predicted": predicted.tolist(),
                      "probability": probability.tolist(), "weight": weight.tolist(), "slice": slices.tolist(),
                      "expected": expected})
    else:
        truth = np.round(random.normal(100, 20, rows), case % 4)
        predicted = np.round(truth + random.normal(0, 5, rows), case % 4)
        expected = sliced(regression, slices, truth, predicted, weight)
        cases.append({"kind": "regression", "truth": truth.tolist(), "predicted": predicted.tolist(),
                      "weight": weight.tolist(), "slice": slices.tolist(), "expected": expected})

print(json.dumps(cases))
