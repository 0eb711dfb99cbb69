"""The project's names, its lake and its tracking server, by the same files and variables that the steps read."""

import os
from dataclasses import dataclass
from pathlib import Path

from pyiceberg.catalog import load_catalog
from sqlalchemy.engine import make_url

from lastmile.errors import RejectedError

PROPERTIES = "src/main/resources/dataset.properties"
TASKS = ("classification", "regression")


@dataclass(frozen=True)
class Project:
    """A project: the folder of its code, the folder of its data, and what `dataset.properties` declares."""

    code: Path
    home: Path
    properties: dict[str, str]

    @staticmethod
    def find(folder="."):
        """The project that a folder belongs to; its data are in `LASTMILE_HOME`, else beside the code."""
        start = Path(folder).absolute()
        for code in (start, *start.parents):
            files = sorted(code.glob(f"*/{PROPERTIES}"))
            if len(files) > 1:
                raise RejectedError(f"{code} has {len(files)} files dataset.properties: {', '.join(map(str, files))}. Keep one.")
            if files:
                return Project(code, Path(os.environ.get("LASTMILE_HOME") or code).absolute(), _read(files[0]))
        raise RejectedError(f"Neither {start} nor a folder above it has */{PROPERTIES}. Run in a folder of a Lastmile project.")

    @property
    def dataset(self):
        """The dataset's name, after which tables, models and the experiment are named."""
        if not self.properties.get("dataset"):
            raise RejectedError("dataset.properties has no dataset=. Give the dataset a name.")
        return self.properties["dataset"]

    @property
    def task(self):
        """`classification` or `regression`."""
        task = self.properties.get("task") or "classification"
        if task not in TASKS:
            raise RejectedError(f"dataset.properties has task={task}. Give it {' or '.join(TASKS)}.")
        return task

    @property
    def model(self):
        """The registered model's name."""
        return os.environ.get("LASTMILE_MODEL") or self.properties.get("model") or f"{self.dataset}-model"

    @property
    def features_model(self):
        """The registered feature pipeline's name."""
        return f"{self.dataset}-features"

    @property
    def features_table(self):
        """The table of the interim data."""
        return f"interim.{self.dataset}_features"

    def catalog(self):
        """The Iceberg catalog; what pyiceberg needs for a store such as S3 it takes from PYICEBERG_CATALOG__LAKE__…"""
        uri = os.environ.get("LASTMILE_CATALOG_URI") or "jdbc:sqlite:data/catalog.db"
        if uri.startswith("jdbc:sqlite:"):
            file = self.home / uri.removeprefix("jdbc:sqlite:").removeprefix("file:").split("?")[0]
            if not file.exists():
                raise RejectedError(f"The catalog {file} does not exist yet. Run: make interim-data")
            uri = f"sqlite:///{file}"
        else:
            url = make_url(uri.removeprefix("jdbc:")).set(
                drivername="postgresql+psycopg2",
                username=os.environ.get("LASTMILE_CATALOG_USER") or None,
                password=os.environ.get("LASTMILE_CATALOG_PASSWORD") or None,
            )
            uri = url.render_as_string(hide_password=False)
        return load_catalog("lake", type="sql", uri=uri, init_catalog_tables="false")

    def tracking_uri(self):
        """MLFLOW_TRACKING_URI, else the address of the server that the commands started."""
        if os.environ.get("MLFLOW_TRACKING_URI"):
            return os.environ["MLFLOW_TRACKING_URI"]
        started = self.home / "models" / "tracking-server.properties"
        address = _read(started).get("address") if started.exists() else None
        if not address:
            raise RejectedError("No tracking server runs. Run: make models, which starts it, or set MLFLOW_TRACKING_URI.")
        return address


def _read(file):
    """The properties of a file that Java has written or reads."""
    lines = file.read_text(encoding="utf-8").splitlines()
    pairs = (line.split("=", 1) for line in lines if "=" in line and not line.lstrip().startswith(("#", "!")))
    return {key.strip(): value.strip().replace("\\", "") for key, value in pairs}
