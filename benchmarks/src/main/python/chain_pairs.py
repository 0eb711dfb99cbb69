"""Writes the pairs of `make bench-serving` for ScoreChain: FOLDER. Each has its two models, the merged graph and rows."""

import sys
from pathlib import Path

import mlflow.onnx
import serving_models
from mlflow.models import ModelSignature
from mlflow.types.schema import Schema
from serving_cases import CASES, tensor

for name, made in CASES.items():
    case = made()
    folder = Path(sys.argv[1], name)
    vector = Schema([tensor(case.features.graph.output[0])])
    outputs = Schema([tensor(output) for output in case.classifier.graph.output])
    digests = []
    for part, graph, signature in (
        ("features", case.features, ModelSignature(case.columns, vector)),
        ("model", case.classifier, ModelSignature(vector, outputs)),
    ):
        mlflow.onnx.save_model(graph, str(folder / part), signature=signature)
        digests.append(serving_models.digest((folder / part / "model.onnx").read_bytes()))
    (folder / "model" / "chain.onnx").write_bytes(case.merged(digests).SerializeToString())
    (folder / "rows.json").write_text(case.body(100))
