"""Where the project's lake and its tracking server are, by the same variables that the steps read."""

import json
import os
import pathlib
import sys

from pyiceberg.catalog import load_catalog
from sqlalchemy.engine import make_url

HOME = pathlib.Path(os.environ.get("LASTMILE_HOME") or pathlib.Path(__file__).parent.parent).absolute()


def catalog():
    """The Iceberg catalog; what pyiceberg needs for a store such as S3 it takes from PYICEBERG_CATALOG__LAKE__…"""
    uri = os.environ.get("LASTMILE_CATALOG_URI") or "jdbc:sqlite:data/catalog.db"
    if uri.startswith("jdbc:sqlite:"):
        file = HOME / uri.removeprefix("jdbc:sqlite:").removeprefix("file:").split("?")[0]
        if not file.exists():
            sys.exit(f"error: there is no catalog at {file} yet. Run: make interim-data")
        uri = f"sqlite:///{file}"
    else:
        url = make_url(uri.removeprefix("jdbc:")).set(
            drivername="postgresql+psycopg2",
            username=os.environ.get("LASTMILE_CATALOG_USER") or None,
            password=os.environ.get("LASTMILE_CATALOG_PASSWORD") or None,
        )
        uri = url.render_as_string(hide_password=False)
    return load_catalog("lake", type="sql", uri=uri, init_catalog_tables="false")


def key_columns(dataset, snapshot):
    """The columns that the contract of a snapshot marks with `"key": true`."""
    contract = json.loads(snapshot.summary.additional_properties["lastmile.contract"])
    keys = [field["name"] for field in contract["fields"] if field.get("metadata", {}).get("key")]
    if not keys:
        sys.exit(f'error: the contract of lake.{dataset} has no key. Mark a column with "key": true in contracts/{dataset}.json')
    return keys


def tracking_uri():
    """MLFLOW_TRACKING_URI, else the address of the server that the commands started."""
    started = HOME / "models" / "tracking-server.properties"
    if os.environ.get("MLFLOW_TRACKING_URI"):
        return os.environ["MLFLOW_TRACKING_URI"]
    if not started.exists():
        sys.exit("error: no tracking server runs. Run: make models, which starts it, or set MLFLOW_TRACKING_URI")
    lines = started.read_text().replace("\\", "").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)["address"]
