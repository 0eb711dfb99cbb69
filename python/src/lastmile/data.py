"""The interim data as a model is trained on it: the rows of a snapshot in the order of their keys, by side of the split."""

import json
from dataclasses import dataclass

import numpy
import pyarrow
import pyarrow.compute as compute
from pyiceberg.exceptions import NoSuchTableError

from lastmile import labels
from lastmile.errors import RejectedError

FEATURES = "features"
TRAIN, VALIDATION, TEST = "train", "validation", "test"


@dataclass(frozen=True)
class Rows:
    """
    Rows with a label.

    vectors: float64 [rows, width], the features.
    targets: for a classification int64 [rows], the index of each label in `TrainingData.labels`; else float64 [rows].
    """

    vectors: numpy.ndarray
    targets: numpy.ndarray

    def __len__(self):
        return len(self.vectors)

    def first(self, count):
        """The first rows."""
        return Rows(self.vectors[:count], self.targets[:count])


@dataclass(frozen=True)
class TrainingData:
    """
    A snapshot of the interim data.

    label: the name of the label's column.
    labels: the labels of a classification as text, by their index; empty for a regression.
    features: version and digest of the feature pipeline that has computed the snapshot.
    left_out: held-out and validation rows whose label no training row has.
    """

    snapshot_id: int
    label: str
    labels: list[str]
    features: tuple[str, str]
    training: Rows
    validation: Rows
    held_out: Rows
    left_out: int

    @property
    def is_classification(self):
        return bool(self.labels)

    @property
    def width(self):
        """How many numbers the features of a row are."""
        return self.training.vectors.shape[1]


def read(project, snapshot_id=None):
    """
    The rows of a snapshot, by default the current one.

    Raises RejectedError if there is none, if its contract lacks a key, label or split, if its summary does not name the
    features, or if the label does not fit the task.
    """
    name = f"lake.{project.features_table}"
    try:
        table = project.catalog().load_table(project.features_table)
    except NoSuchTableError:
        raise RejectedError(f"{name} does not exist yet. Run: make interim-data") from None
    snapshot = table.snapshot_by_id(snapshot_id) if snapshot_id else table.current_snapshot()
    if snapshot is None:
        raise RejectedError(f"{name} has no snapshot {snapshot_id or 'yet'}. Run: make interim-data")
    summary = snapshot.summary.additional_properties
    made_by = f"lastmile.model.{project.features_model}"
    if made_by not in summary or "lastmile.contract" not in summary:
        raise RejectedError(
            f"Snapshot {snapshot.snapshot_id} of {name} does not name the contract and the {project.features_model} that made it."
            " Run: make interim-data"
        )
    keys, label, split = columns(json.loads(summary["lastmile.contract"]), name)
    scan = table.scan(snapshot_id=snapshot.snapshot_id, selected_fields=tuple({*keys, FEATURES, label, split}))
    rows = scan.to_arrow().sort_by([(key, "ascending") for key in keys])
    return split_rows(
        rows, label, split, project.task, snapshot.snapshot_id, (summary[made_by], summary[f"{made_by}.digest"])
    )


def columns(contract, dataset):
    """The names of the keys, the label and the split in a contract."""
    fields = [(field["name"], field.get("metadata", {})) for field in contract["fields"]]
    keys = [name for name, metadata in fields if metadata.get("key")]
    if not keys:
        raise RejectedError(f'The contract of {dataset} has no key. Mark a column of the raw contract with "key": true.')
    found = []
    for role in ("label", "split"):
        names = [name for name, metadata in fields if metadata.get("role") == role]
        if not names:
            raise RejectedError(
                f'The contract of {dataset} has no {role}. Mark a column of the raw contract with "role": "{role}".'
            )
        found += names[:1]
    return keys, *found


def split_rows(rows, label, split, task, snapshot_id, features):
    """The sides of a table with the columns `features`, label and split; rows without a label are on none of them."""
    rows = rows.filter(compute.is_valid(rows[label]))
    sides = {side: rows.filter(compute.equal(rows[split], side)) for side in (TRAIN, VALIDATION, TEST)}
    for side, what in ((TRAIN, "training"), (TEST, "held-out")):
        if not len(sides[side]):
            raise RejectedError(f"Snapshot {snapshot_id} has no {what} row with a label. Check the split of the data.")
    known = labels.distinct(sides[TRAIN][label].to_pylist(), label) if task == "classification" else []
    index = {value: number for number, value in enumerate(known)}
    width = _width(rows)
    made, left_out = {}, 0
    for side, table in sides.items():
        if known:
            targets = numpy.array([index.get(value, -1) for value in table[label].to_pylist()], dtype="int64")
            seen = targets >= 0
            made[side] = Rows(_vectors(table, width)[seen], targets[seen])
            left_out += int((~seen).sum())
        else:
            made[side] = Rows(_vectors(table, width), _numbers(table[label], label))
    texts = [labels.text(value) for value in known]
    return TrainingData(snapshot_id, label, texts, features, made[TRAIN], made[VALIDATION], made[TEST], left_out)


def _width(rows):
    widths = compute.unique(compute.list_value_length(rows[FEATURES])).to_pylist()
    if len(widths) != 1 or not widths[0]:
        raise RejectedError(f"The vectors in {FEATURES} have the widths {widths}, and a model takes one. Run: make interim-data")
    return widths[0]


def _vectors(rows, width):
    flat = rows[FEATURES].combine_chunks().flatten()
    return flat.to_numpy(zero_copy_only=False).astype("float64").reshape(-1, width)


def _numbers(column, label):
    kinds = pyarrow.types.is_integer, pyarrow.types.is_floating, pyarrow.types.is_decimal
    if not any(is_kind(column.type) for is_kind in kinds):
        raise RejectedError(f"The label {label} is {column.type}, and a regression predicts numbers. Set task=classification.")
    numbers = column.cast(pyarrow.float64()).to_numpy()
    if not numpy.isfinite(numbers).all():
        raise RejectedError(f"The label {label} has NaN or an infinite number. Leave such rows out, or correct the column.")
    return numbers
