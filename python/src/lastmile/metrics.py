"""Metrics of held-out rows by the names that the Java steps track; the gate of `make promote` computes its own."""

import numpy
from sklearn import metrics as scores

# A binary label whose rarer value has a smaller share is judged by PR AUC.
MINORITY = 0.2


def of_classifier(truth, predicted, probability):
    """
    Metrics, and the name of the primary one.

    truth, predicted: int64 [rows], indices of labels; probability: float64 [rows, labels].
    """
    labels = probability.shape[1]
    share = numpy.bincount(truth, minlength=labels) / len(truth)
    most = numpy.full(len(truth), share.argmax())
    shares = numpy.tile(share, (len(truth), 1))
    found = {
        "log_loss": _log_loss(truth, probability),
        "log_loss.baseline": _log_loss(truth, shares),
        "accuracy": scores.accuracy_score(truth, predicted),
        "accuracy.baseline": share.max(),
        "balanced_accuracy": _balanced_accuracy(truth, predicted),
        "balanced_accuracy.baseline": _balanced_accuracy(truth, most),
        "macro_f1": scores.f1_score(truth, predicted, average="macro", zero_division=0),
        "weighted_f1": scores.f1_score(truth, predicted, average="weighted", zero_division=0),
    }
    if labels != 2:
        return found, "log_loss"
    positive = 0 if share[0] < share[1] else 1
    rare, score = truth == positive, probability[:, positive]
    found["brier"] = scores.brier_score_loss(rare, score, pos_label=True)
    for name, metric in (("f1", scores.f1_score), ("precision", scores.precision_score), ("recall", scores.recall_score)):
        found[name] = metric(rare, predicted == positive, zero_division=0)
    if 0 < share[positive] < 1:
        found["roc_auc"] = scores.roc_auc_score(rare, score)
        found["pr_auc"] = scores.average_precision_score(rare, score)
        found["pr_auc.baseline"] = share[positive]
    return found, "pr_auc" if 0 < share.min() < MINORITY else "log_loss"


def of_regressor(truth, predicted):
    """Metrics, and the name of the primary one; both arrays are float64 [rows]."""
    mean, median = (numpy.full(len(truth), constant(truth)) for constant in (numpy.mean, numpy.median))
    found = {
        "rmse": scores.root_mean_squared_error(truth, predicted),
        "rmse.baseline": scores.root_mean_squared_error(truth, mean),
        "mae": scores.mean_absolute_error(truth, predicted),
        "mae.baseline": scores.mean_absolute_error(truth, median),
        "median_error": scores.median_absolute_error(truth, predicted),
        "median_error.baseline": scores.median_absolute_error(truth, median),
    }
    if numpy.ptp(truth) > 0:
        found["r2"] = scores.r2_score(truth, predicted)
    return found, "rmse"


def _log_loss(truth, probability):
    """As scikit-learn's, of probabilities whose sums differ from 1 by the rounding of 32 bits, too."""
    least = numpy.finfo("float64").eps
    return float(-numpy.log(numpy.clip(probability[numpy.arange(len(truth)), truth], least, 1 - least)).mean())


def _balanced_accuracy(truth, predicted):
    return float(numpy.mean([(predicted[truth == label] == label).mean() for label in numpy.unique(truth)]))
