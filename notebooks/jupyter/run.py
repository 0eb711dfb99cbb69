"""Runs notebooks from top to bottom, each in a kernel of its own: run.py FOLDER NOTEBOOK …

Each becomes a page in the folder, also the one that fails, which ends it. nbconvert would do the same, but says of an
error in Java only where the kernel was.
"""

import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbconvert.exporters import HTMLExporter


def run(file: Path, folder: Path) -> None:
    start = time.monotonic()
    notebook = nbformat.read(file, as_version=4)
    client = NotebookClient(notebook, timeout=None, resources={"metadata": {"path": str(file.parent)}})
    try:
        client.execute()
    except CellExecutionError:
        sys.exit(f"error: {file}: {failure(notebook)}")
    finally:
        page = folder / f"{file.stem}.html"
        page.write_text(HTMLExporter().from_notebook_node(notebook)[0], encoding="utf-8")
    print(f"{file}: {len(notebook.cells)} cells in {time.monotonic() - start:.1f} s, {page}", flush=True)


def failure(notebook) -> str:
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return next((output.evalue for output in outputs if output.output_type == "error"), "the kernel gave no reason")


target, *files = map(Path, sys.argv[1:])
target.mkdir(parents=True, exist_ok=True)
for each in files:
    run(each, target)
