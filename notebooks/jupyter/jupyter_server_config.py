"""What `make jupyter` sets. In a folder that has a file `.ipynb_saveprocess`, a notebook that is saved is also written
as a script and as an HTML page, in a subfolder of its name."""

import os
from pathlib import Path

from nbconvert.exporters import HTMLExporter, ScriptExporter

MARKER = ".ipynb_saveprocess"


def write_script_and_page(model, os_path, contents_manager, **_):
    """Called after each save. The notebook is on disk by then: whatever fails here is logged, and the save stands."""
    notebook = Path(os_path)
    if model["type"] != "notebook" or not (notebook.parent / MARKER).exists():
        return
    log = contents_manager.log
    try:
        for exporter in (ScriptExporter, HTMLExporter):
            text, resources = exporter(parent=contents_manager).from_filename(os_path)
            made = notebook.with_suffix("") / f"{notebook.stem}{resources['output_extension']}"
            made.parent.mkdir(exist_ok=True)
            # Nobody sees half a file.
            unfinished = made.with_name(f".{made.name}.new")
            try:
                unfinished.write_text(text, encoding="utf-8")
                os.replace(unfinished, made)
            finally:
                unfinished.unlink(missing_ok=True)
            log.info("%s: wrote %s/%s", notebook.name, made.parent.name, made.name)
    except Exception as error:
        log.error("%s is saved, but not as a script and a page: %s: %s", notebook.name, type(error).__name__, error)


c.ServerApp.root_dir = str(Path(__file__).resolve().parents[1])  # noqa: F821
c.FileContentsManager.post_save_hook = write_script_and_page  # noqa: F821
