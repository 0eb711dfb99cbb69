"""Runs notebooks from top to bottom, each in a kernel of its own: run.py FOLDER NOTEBOOK …

Each becomes a page in the folder, also the one that fails, which ends it. nbconvert would do the same, but says of an
error in Java only where the kernel was.
"""

import re
import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError
from nbconvert.exporters import HTMLExporter

COLOUR = re.compile(r"\x1b\[[0-9;]*m")
# Where Java was in a statement of a notebook, which the kernel counts from its start.
STATEMENT = re.compile(r"\(#(\d+):(\d+)\)")
# Frames of Java itself and of the kernel, which no notebook has written.
INNER = re.compile(r"\s*at (?:java\.base/|jdk\.|org\.dflib\.jjava\.|java\.lang\.reflect\.)")
FRAMES = 8


def run(file: Path, folder: Path) -> None:
    start = time.monotonic()
    notebook = read(file)
    started = []
    client = NotebookClient(
        notebook,
        timeout=None,
        resources={"metadata": {"path": str(file.parent)}},
        on_cell_start=lambda cell, cell_index: started.append(cell_index),
    )
    try:
        client.execute()
    except CellExecutionError:
        sys.exit(f"error: {file}: {place(notebook, started)}\n{failure(notebook.cells[started[-1]])}")
    except DeadKernelError as e:
        sys.exit(f"error: {file}: {place(notebook, started)}\nthe kernel ended: {e}")
    finally:
        page = folder / f"{file.stem}.html"
        page.write_text(HTMLExporter().from_notebook_node(notebook)[0], encoding="utf-8")
    print(f"{file}: {len(notebook.cells)} cells in {time.monotonic() - start:.1f} s, {page}", flush=True)


def read(file: Path):
    try:
        return nbformat.read(file, as_version=4)
    except FileNotFoundError:
        sys.exit(f"error: there is no notebook {file}. Name one: make notebooks-test NOTEBOOKS=notebooks/….ipynb")
    except (nbformat.reader.NotJSONError, nbformat.ValidationError, UnicodeDecodeError) as e:
        reason = str(e).splitlines()[0]
        sys.exit(f"error: {file} is not a notebook: {reason}. Open it in JupyterLab, or take it back: git restore {file}")


def place(notebook, started: list[int]) -> str:
    """The cell that was started last: its number among all cells, the number that JupyterLab shows, its first line."""
    if not started:
        return "no cell was run"
    cell = notebook.cells[started[-1]]
    shown = f" [{cell.execution_count}]" if cell.get("execution_count") else ""
    first = next((line.strip() for line in cell.source.splitlines() if line.strip()), "")
    return f"cell {started[-1] + 1} of {len(notebook.cells)}{shown} failed, which begins with: {first}"


def failure(cell) -> str:
    """The error of a cell, with the code around it or the places that it came through."""
    error = next((output for output in cell.get("outputs", []) if output.output_type == "error"), None)
    if error is None:
        return "the kernel gave no reason"
    lines = [COLOUR.sub("", line) for text in error.traceback for line in text.splitlines()]
    lines = [STATEMENT.sub(r"(statement \1, line \2)", line) for line in lines if not INNER.match(line)]
    frames = [line for line in lines if line.lstrip().startswith("at ")]
    lines = [line for line in lines if line.strip() and line not in frames[FRAMES:]]
    return "\n".join(lines) or f"{error.ename}: {error.evalue}"


target, *files = map(Path, sys.argv[1:])
target.mkdir(parents=True, exist_ok=True)
for each in files:
    run(each, target)
