"""Bodies that attacks send: made once, since several attacks send the same one."""

import functools
import gzip
import json
import zlib

LIMIT = 10 << 20
BLOCK = b" " * 65_536
ROW = '{"height": 180.5, "weight": 75.0, "count": 3, "color": "red"}'


def cached(make):
    """The same bytes again for the same arguments."""
    return functools.lru_cache(maxsize=16)(make)


def blanks(size):
    for _ in range(size // len(BLOCK)):
        yield BLOCK


@cached
def many(before, item, count, after):
    """A body of many small values."""
    return (before + ",".join([item] * count) + after).encode()


@cached
def names_in_row(count):
    return json.dumps({f"{number:x}": 1 for number in range(count)}).encode()


@cached
def names_in_records(count):
    return b'{"dataframe_records":[' + names_in_row(count) + b"]}"


@cached
def names_in_split(count):
    return json.dumps({"dataframe_split": {"columns": [f"{number:x}" for number in range(count)], "data": []}}).encode()


@cached
def names_in_csv(count):
    return ",".join(f"{number:x}" for number in range(count)).encode()


@cached
def names_of_inputs(count):
    return json.dumps({"inputs": {f"{number:x}": [1] for number in range(count)}}).encode()


@cached
def tensors(count):
    """Many inputs of the Open Inference Protocol."""
    item = '{"name":"%x","shape":[1],"datatype":"FP64","data":[1]}'
    return ('{"inputs":[' + ",".join(item % number for number in range(count)) + "]}").encode()


@cached
def nested(before, opening, count, after=""):
    return (before + opening * count + after).encode()


def record(**values):
    """A row as JSON, some values of which are replaced by JSON texts."""
    row = {"height": "180.5", "weight": "75.0", "count": "3", "color": '"red"', **values}
    return ('{"dataframe_records":[{' + ",".join(f'"{name}":{value}' for name, value in row.items()) + "}]}").encode()


def tensor_request(color='"red"'):
    """A valid request of the Open Inference Protocol."""
    row = (("height", "FP64", "180.5"), ("weight", "FP64", "75.0"), ("count", "INT64", "3"), ("color", "BYTES", color))
    inputs = (f'{{"name":"{name}","shape":[1],"datatype":"{kind}","data":[{value}]}}' for name, kind, value in row)
    return '{"inputs":[' + ",".join(inputs) + "]}"


@cached
def bomb(encoding, megabytes, layers=1):
    """Blanks and one valid request, compressed: about a thousandth of the size, less for each layer more."""
    data = b" " * (megabytes << 20) + record()
    for _ in range(layers):
        data = compressed(encoding, data)
    return data


@cached
def members(megabytes):
    """Many gzip members, each of which is small."""
    return gzip.compress(b" " * (1 << 20)) * megabytes + gzip.compress(record())


def compressed(encoding, data):
    return gzip.compress(data) if encoding == "gzip" else zlib.compress(data)


def padded(size):
    """A valid request of exactly that many bytes."""
    body = record()
    return b" " * (size - len(body)) + body
