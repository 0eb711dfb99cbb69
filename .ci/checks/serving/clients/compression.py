"""Compressed bodies: gzip and deflate are scored, every other encoding gets 415."""

import gzip
import json
import zlib

from clients import expected
from clients.expected import MODEL, ROWS, require_outputs, require_records
from clients.http_requests import send
from clients.registered import check

RECORDS = json.dumps({"dataframe_records": ROWS}).encode()
CSV = "height,weight,count,color\n180.5,75,3,red\n20,,2,grün\n20,10,3,blue\n".encode()
PATHS = {
    "/invocations": (RECORDS, lambda body: require_records(body["predictions"])),
    "/predict": (json.dumps(ROWS).encode(), require_records),
    f"/v2/models/{MODEL}/infer": (json.dumps(expected.tensors()).encode(), require_outputs),
}


def post(service, path, body, encoding, content_type="application/json"):
    return send(service.address, "POST", path, body, Content_Type=content_type, Content_Encoding=encoding)


@check("compression: bodies in gzip and deflate on every path")
def scored(service):
    for path, (body, require) in PATHS.items():
        for encoding, compressed in (
            ("gzip", gzip.compress(body)),
            ("GZIP", gzip.compress(body, 1)),
            ("deflate", zlib.compress(body)),
            ("identity", body),
        ):
            require(post(service, path, compressed, encoding).require(200).json())
    csv = post(service, "/invocations", gzip.compress(CSV), "gzip", "text/csv").require(200)
    require_records(csv.json()["predictions"])


@check("compression: a body above 16 KiB in gzip")
def large(service):
    rows = ROWS * 400
    response = post(service, "/invocations", gzip.compress(json.dumps({"dataframe_records": rows}).encode()), "gzip")
    require_records(response.require(200).json()["predictions"], rows)


@check("compression: br and other encodings get 415 that names the encoding")
def other_encodings(service):
    for path, (body, _) in PATHS.items():
        for encoding in ("br", "zstd", "compress", "gzip, gzip"):
            post(service, path, body, encoding).require_error(415, naming=(encoding,))


@check("compression: bodies that are not what their encoding says get 400")
def broken(service):
    for path, (body, _) in PATHS.items():
        for encoding, sent in (
            ("gzip", body),
            ("gzip", gzip.compress(body)[:-12]),
            ("gzip", b""),
            ("deflate", body),
            ("deflate", zlib.compress(body)[:-6]),
        ):
            post(service, path, sent, encoding).require_error(400)
