"""Checks ONNX files as onnx.checker does, with the types and shapes of all values inferred strictly.

Argument: the folder that they are in.
"""

import pathlib
import sys

import onnx

# As many kinds of stages have a form at least.
FEWEST = 40


def main(folder):
    files = sorted(pathlib.Path(folder).glob("*.onnx"))
    operators = set()
    for file in files:
        model = onnx.load(file)
        try:
            onnx.checker.check_model(model, full_check=True)
        except Exception as e:
            nodes = [node.name for node in model.graph.node]
            sys.exit(f"onnx.checker rejects a model with the nodes {nodes[:20]}: {e}")
        operators.update(node.op_type for node in model.graph.node)
    if len(files) < FEWEST:
        sys.exit(f"only {len(files)} models were exported into {folder}")
    print(f"onnx.checker accepts {len(files)} models with {len(operators)} operators: {', '.join(sorted(operators))}")


if __name__ == "__main__":
    main(*sys.argv[1:])
