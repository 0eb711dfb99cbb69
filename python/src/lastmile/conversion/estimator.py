"""Converts an estimator, or a pipeline of several libraries' estimators, by skl2onnx."""

import sys
import warnings

from sklearn.base import BaseEstimator

from lastmile.errors import RejectedError

# Those of the features' graph (opset 13) with which a graph can be merged; trees have 64-bit thresholds from ai.onnx.ml 3 on.
OPSETS = {"": 13, "ai.onnx.ml": 3}


def convert(model, width):
    """
    The graph of a fitted estimator: takes `features`, DOUBLE [N,width], and gives what its converter gives.

    Raises RejectedError if the estimator has no converter, or the library that converts it is not installed.
    """
    if not isinstance(model, BaseEstimator) or not hasattr(model, "predict"):
        raise RejectedError(
            f"{type(model).__name__} is not an estimator of scikit-learn, LightGBM or XGBoost with predict."
            " Register such an estimator, such as XGBClassifier, or an ONNX graph."
        )
    try:
        import skl2onnx
        from skl2onnx.common.data_types import DoubleTensorType

        _register_trees()
    except ImportError as e:
        library = next((name for name in ("lightgbm", "xgboost") if name in sys.modules), "sklearn")
        raise RejectedError(f"{type(model).__name__} needs {e.name} to be converted. Run: pip install ./python[{library}]") from e
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return skl2onnx.to_onnx(
                model,
                initial_types=[("features", DoubleTensorType([None, width]))],
                options={"zipmap": False} if hasattr(model, "classes_") else None,
                target_opset=OPSETS,
            )
        except RejectedError:
            raise
        except Exception as e:  # every converter has exceptions of its own
            reason = (str(e).strip().splitlines() or [""])[0][:300]
            raise RejectedError(
                f"{type(model).__name__} cannot be converted to ONNX ({type(e).__name__}: {reason})."
                " Use an estimator that skl2onnx converts, or register an ONNX graph of it."
            ) from e


def _register_trees():
    """Converters of the libraries in use; one that is not imported cannot have made the estimator."""
    from lastmile.conversion import trees

    trees.register_sklearn()
    if "lightgbm" in sys.modules:
        trees.register_lightgbm()
    if "xgboost" in sys.modules:
        from lastmile.conversion import xgboost_trees

        xgboost_trees.register()
