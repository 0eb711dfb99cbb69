"""Where the project's lake and its tracking server are, by the same variables that the steps read."""

import json
import os
import pathlib
import sys

from pyiceberg.catalog import load_catalog
from sqlalchemy.engine import make_url

CODE = pathlib.Path(__file__).parent.parent
HOME = pathlib.Path(os.environ.get("LASTMILE_HOME") or CODE).absolute()


def properties():
    """What dataset.properties declares."""
    lines = (CODE / "template-data/src/main/resources/dataset.properties").read_text().splitlines()
    pairs = (line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    return {key.strip(): value.strip() for key, value in pairs}


def dataset_name():
    """The dataset's name, after which tables and models are named."""
    return properties()["dataset"]


def model_name():
    """The registered model's name."""
    return os.environ.get("LASTMILE_MODEL") or properties().get("model") or f"{dataset_name()}-model"


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
    keys = [field["name"] for field in fields(snapshot) if field.get("metadata", {}).get("key")]
    if not keys:
        sys.exit(f'error: the contract of lake.{dataset} has no key. Mark a column of the raw contract with "key": true')
    return keys


def column(dataset, snapshot, role):
    """The column that the contract of a snapshot gives a role, `label` or `split`."""
    for field in fields(snapshot):
        if field.get("metadata", {}).get("role") == role:
            return field["name"]
    sys.exit(f'error: the contract of lake.{dataset} has no {role}. Mark a column of the raw contract with "role": "{role}"')


def fields(snapshot):
    """The columns of the contract that is stored with a snapshot."""
    return json.loads(snapshot.summary.additional_properties["lastmile.contract"])["fields"]


def tracking_uri():
    """MLFLOW_TRACKING_URI, else the address of the server that the commands started."""
    started = HOME / "models" / "tracking-server.properties"
    if os.environ.get("MLFLOW_TRACKING_URI"):
        return os.environ["MLFLOW_TRACKING_URI"]
    if not started.exists():
        sys.exit("error: no tracking server runs. Run: make models, which starts it, or set MLFLOW_TRACKING_URI")
    lines = started.read_text().replace("\\", "").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)["address"]
