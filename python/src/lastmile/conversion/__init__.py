"""Estimators of scikit-learn, LightGBM and XGBoost as ONNX graphs."""

from lastmile.conversion.estimator import convert

__all__ = ["convert"]
