"""Registers a model that Python has trained as the next version of a Lastmile project's model.

`docs/src/python-model.adoc` describes what is checked before a version exists, and what the Java steps take from it.
"""

__version__ = "0.1.0"

from lastmile.data import Rows, TrainingData
from lastmile.errors import RejectedError
from lastmile.project import Project
from lastmile.training import Training, main

__all__ = ["Project", "RejectedError", "Rows", "Training", "TrainingData", "main"]
