"""Trains a model on the interim data and registers it as the next version: the file to change.

docs/src/python-model.adoc describes what it is given, and what is checked before the version exists.
"""

from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.linear_model import Ridge

import lastmile


# tag::estimator[]
def estimator(data):
    """Any estimator of scikit-learn, LightGBM or XGBoost, or a pipeline of them; a classifier needs predict_proba."""
    return LinearDiscriminantAnalysis() if data.is_classification else Ridge()


# end::estimator[]
# tag::train[]
def train(training):
    """Trains a model in Python and registers it."""
    data = training.data
    model = estimator(data).fit(data.training.vectors, data.training.targets)
    training.register(model)


# end::train[]
if __name__ == "__main__":
    lastmile.main(train)
