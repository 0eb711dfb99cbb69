"""Rows on which 32 bits are not enough: a time in seconds beside small numbers."""

import numpy

from lastmile.data import Rows, TrainingData


def rows(classes, seed=1, count=600):
    """TrainingData with a label of so many classes, or with numbers around 100,000 for 0."""
    random = numpy.random.default_rng(seed)
    vectors = random.normal(size=(count, 4))
    vectors[:, 0] = 1.7e9 + random.integers(0, 3000, count)
    vectors[:, 1] = numpy.round(vectors[:, 1], 1)
    score = (vectors[:, 0] - 1.7e9 - 1500) / 800 + vectors[:, 1] - vectors[:, 2] ** 2 + 0.3 * random.normal(size=count)
    if classes:
        targets = numpy.digitize(score, numpy.quantile(score, numpy.arange(1, classes) / classes))
    else:
        targets = 1e5 + 1e3 * score
    sides = [Rows(vectors[part], targets[part]) for part in (slice(0, 350), slice(350, 400), slice(400, count))]
    labels = [f"<={number}K" for number in range(classes)]
    return TrainingData(7, "y", labels, ("3", "sha256:0"), *sides, 0)
