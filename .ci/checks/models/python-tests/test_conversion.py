"""Every kind of estimator against its graph, on rows that it was not fitted on."""

import json
import unittest

import numpy
import onnx
from lightgbm import LGBMClassifier, LGBMRegressor
from sklearn import ensemble, linear_model
from sklearn.calibration import CalibratedClassifierCV
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
from xgboost import XGBClassifier, XGBRegressor, XGBRFClassifier, XGBRFRegressor

from lastmile import graph
from lastmile.conversion import convert
from lastmile.errors import RejectedError
from lastmile.parity import Parity
from models import rows


def scaled(model):
    return make_pipeline(StandardScaler(), model)


CLASSIFIERS = (
    scaled(linear_model.LogisticRegression()),
    GaussianNB(),
    ensemble.RandomForestClassifier(30, random_state=1),
    ensemble.ExtraTreesClassifier(30, random_state=1),
    ensemble.GradientBoostingClassifier(random_state=1),
    ensemble.HistGradientBoostingClassifier(random_state=1),
    CalibratedClassifierCV(ensemble.RandomForestClassifier(10, random_state=1)),
    LGBMClassifier(n_estimators=500, verbose=-1),
    scaled(LGBMClassifier(verbose=-1)),
    XGBClassifier(n_estimators=500),
    XGBClassifier(base_score=0.3),
    XGBRFClassifier(n_estimators=20, random_state=1),
    scaled(XGBClassifier()),
)
REGRESSORS = (
    scaled(linear_model.Ridge()),
    ensemble.RandomForestRegressor(30, random_state=1),
    ensemble.GradientBoostingRegressor(random_state=1),
    ensemble.HistGradientBoostingRegressor(random_state=1),
    LGBMRegressor(n_estimators=500, verbose=-1),
    LGBMRegressor(objective="poisson", verbose=-1),
    XGBRegressor(n_estimators=500),
    XGBRegressor(objective="reg:absoluteerror"),
    XGBRegressor(objective="reg:pseudohubererror"),
    XGBRegressor(objective="count:poisson"),
    XGBRegressor(objective="reg:gamma"),
    XGBRegressor(objective="reg:tweedie"),
    XGBRFRegressor(n_estimators=20, random_state=1),
    XGBRegressor(num_parallel_tree=3, subsample=0.5, random_state=1),
    ensemble.VotingRegressor([("a", linear_model.Ridge()), ("b", XGBRegressor())]),
)


def outputs(model, data, vectors=None):
    made = graph.of_estimator(convert(model, data.width), data.width, data.labels)
    session = graph.require_servable(made, data)
    return made, graph.score(session, data.held_out.vectors if vectors is None else vectors)


class ConversionTest(unittest.TestCase):
    def require_parity(self, model, data):
        made, given = outputs(model, data)
        report = Parity.of_estimator(model, given, data.held_out, data.labels, "")
        self.assertTrue(report.passed, report.summary())
        versions = {entry.domain: entry.version for entry in made.opset_import}
        self.assertEqual(versions[""], 13)
        self.assertLessEqual(versions.get("ai.onnx.ml", 1), 3)
        onnx.checker.check_model(made)

    def test_classifiers(self):
        for classes in (2, 3):
            data = rows(classes)
            for model in CLASSIFIERS:
                with self.subTest(f"{classes} classes, {model}"):
                    model.fit(data.training.vectors, data.training.targets)
                    self.require_parity(model, data)

    def test_regressors(self):
        data = rows(0)
        for model in REGRESSORS:
            with self.subTest(str(model)):
                model.fit(data.training.vectors, data.training.targets)
                self.require_parity(model, data)

    def test_labels_are_strings_in_the_order_of_the_probabilities(self):
        data = rows(3)
        model = XGBClassifier().fit(data.training.vectors, data.training.targets)
        made, given = outputs(model, data)

        self.assertEqual(given["prediction"].tolist(), [data.labels[index] for index in model.predict(data.held_out.vectors)])
        self.assertEqual(json.loads(made.metadata_props[0].value), ["<=0K", "<=1K", "<=2K"])
        self.assertEqual((given["probability"].dtype, given["probability"].shape), (numpy.float64, (200, 3)))

    def test_xgboost_adds_in_its_own_order_and_takes_missing_values(self):
        data = rows(0)
        vectors = data.held_out.vectors.copy()
        vectors[::7, 2] = numpy.nan
        for model in (XGBRegressor(n_estimators=1000), XGBRegressor(n_estimators=500, early_stopping_rounds=3)):
            validation = [(data.validation.vectors, data.validation.targets)] if model.early_stopping_rounds else None
            model.fit(data.training.vectors, data.training.targets, eval_set=validation, verbose=False)
            expected = model.predict(vectors).astype("float64").tolist()
            self.assertEqual(outputs(model, data, vectors)[1]["prediction"].tolist(), expected)
            alone = [outputs(model, data, vectors[row : row + 1])[1]["prediction"][0] for row in range(3)]
            self.assertEqual(alone, expected[:3])

    def test_xgboost_that_has_no_graph_is_rejected_by_name(self):
        data = rows(2)
        training = data.training.vectors, data.training.targets
        for model, message in (
            (XGBRegressor(booster="dart"), "XGBoost with booster=dart cannot be converted to ONNX. Use gbtree"),
            (XGBRegressor(objective="reg:quantileerror", quantile_alpha=0.5), "objective=reg:quantileerror"),
            (XGBClassifier(objective="binary:hinge"), "objective=binary:hinge"),
            (XGBRegressor(missing=0.0), "missing=0.0"),
        ):
            with self.subTest(message), self.assertRaisesRegex(RejectedError, message):
                convert(model.fit(*training), data.width)

    def test_what_is_not_an_estimator_with_a_converter_is_rejected(self):
        data = rows(2)
        booster = XGBClassifier().fit(data.training.vectors, data.training.targets).get_booster()

        class Own(linear_model.LogisticRegression):
            """An estimator of a project's own."""

        for model, message in (
            (booster, "Booster is not an estimator of scikit-learn, LightGBM or XGBoost"),
            (len, "Register such an estimator"),
            (Own().fit(data.training.vectors, data.training.targets), "Own cannot be converted to ONNX"),
            (SVC(), "SVC cannot be converted to ONNX"),
        ):
            with self.subTest(message), self.assertRaisesRegex(RejectedError, message):
                convert(model, data.width)

    def test_a_graph_that_does_not_load_is_rejected(self):
        data = rows(2)
        model = ensemble.AdaBoostClassifier().fit(data.training.vectors, data.training.targets)
        with self.assertRaisesRegex(RejectedError, "ONNX Runtime cannot load the graph.*Use another estimator"):
            outputs(model, data)


if __name__ == "__main__":
    unittest.main()
