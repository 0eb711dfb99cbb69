"""Sends the same requests to the service of an older commit and to this one, and compares statuses and bodies.

Arguments: the older service's jar, this one's, a folder for all that is written; the number of generated requests and their seed. A
difference that is not in differences/intended.py fails, and so does one there that is no longer found.
"""

import collections
import contextlib
import http.client
import itertools
import json
import random
import sys

import serving_models
import serving_protocol
import serving_servers
from differences import intended, types
from differences.requests import Column, Request, Requests

VECTOR = [Column("features", "vector")]
SHOP = [Column("height", "double"), Column("weight", "double", False), Column("count", "long"), Column("color", "string")]
TYPES = [
    Column("ratio", "float"), Column("share", "float", False), Column("pieces", "integer"), Column("account", "long", False),
    Column("note", "string", False),
]
# The model, the part of it that is served, its columns, and its share of the generated requests.
SERVED = [
    (serving_models.CLASSIFIER, "chain", SHOP, 0.6),
    (serving_models.CLASSIFIER, "model", VECTOR, 0.2),
    (types.CLASSIFIER, "chain", TYPES, 0.2),
]


class Client:
    """One connection to a service."""

    def __init__(self, address):
        self.address = address.removeprefix("http://")
        self.connection = http.client.HTTPConnection(self.address, timeout=60)

    def send(self, method, request):
        """The status and the body, which is parsed if it is JSON."""
        try:
            status, body = self.exchange(method, request)
        except (OSError, http.client.HTTPException):
            # A service may close a connection between two requests.
            self.connection.close()
            status, body = self.exchange(method, request)
        try:
            return status, json.loads(body)
        except ValueError:
            return status, body.decode(errors="replace")

    def exchange(self, method, request):
        self.connection.request(method, request.path, request.body or None, request.headers)
        response = self.connection.getresponse()
        body = response.read()
        if response.will_close:
            self.connection.close()
        return response.status, body


def exactly(value):
    """Tells 1, 1.0 and true apart, which Python takes for equal."""
    return json.dumps(value, sort_keys=True)


def edges():
    """Requests at limits, which no generated one comes near."""
    row = [180.5, 75.0, 3, "red"]
    columns = [column.name for column in SHOP]
    for name, rows in {"rows up to the limit": [row] * 100_000, "more rows": [row] * 100_001, "a problem beyond": [row] * 100_000 + [["tall", 75.0, 3, "red"]]}.items():
        yield "POST", Request("/invocations", json.dumps({"dataframe_split": {"columns": columns, "data": rows}}).encode(), done=[name])
    many = {f"n{i}": 1 for i in range(10_001)}
    yield "POST", Request("/invocations", json.dumps({"dataframe_records": [many]}).encode(), done=["many names"])
    yield "POST", Request("/invocations", json.dumps({"dataframe_records": [{**dict(zip(columns, row)), **many}]}).encode(), done=["many more"])
    for value in (2**63, 9.3e18, -(2**63) - 2**11):
        body = json.dumps({"inputs": [{**dict(zip(columns, row)), "count": float(value)}]})
        yield "POST", Request("/invocations", body.encode(), done=["a float at the limit of long"])


def hand_written():
    for name, method, path, content_type, body, _ in serving_protocol.table():
        headers = {"Content-Type": content_type} if content_type else {}
        yield method, Request(path, (body or "").encode(), headers, [name])


def compare(old, new, requests, found, unintended):
    """Counts the outcomes of requests and their intended differences; returns the statuses of this service."""
    statuses = collections.Counter()
    for method, request in requests:
        before, now = intended.reworded(old.send(method, request)), new.send(method, request)
        statuses[now[0]] += 1
        if exactly(before) != exactly(now):
            reason = intended.reason(request, before, now)
            if reason:
                found[reason] += 1
            else:
                unintended.append((method, request, before, now))
        elif now[0] >= 500:
            unintended.append((method, request, before, now))
    return statuses


def print_unintended(unintended):
    for method, request, before, now in unintended[:60]:
        print(f"{method} {request.path} {request.headers} {', '.join(request.done)}\n  body: {request.body[:600]!r}")
        print(f"  before: {before[0]} {str(before[1])[:600]}\n  now:    {now[0]} {str(now[1])[:600]}")


def main(older, program, folder, count="14000", seed="20"):
    tracking = f"http://127.0.0.1:{serving_servers.free_port()}"
    found, unintended = collections.Counter(), []
    statuses = collections.Counter()
    with serving_servers.registry(tracking, folder):
        types.register()
        for model, part, columns, share in SERVED:
            settings = {"LASTMILE_SERVING_MODEL": model, "LASTMILE_SERVING_PART": part}
            with contextlib.ExitStack() as stack:
                old, new = (
                    Client(stack.enter_context(serving_servers.service(jar, tracking, folder, **settings, **cache)))
                    for jar, cache in ((older, {"LASTMILE_SERVING_CACHE": f"{folder}/older-cache"}), (program, {}))
                )
                if columns is SHOP:
                    statuses += compare(old, new, itertools.chain(hand_written(), edges()), found, unintended)
                generated = Requests(random.Random(f"{seed} {model} {part}"), model, columns)
                requests = (("POST", generated.next()) for _ in range(round(int(count) * share)))
                statuses += compare(old, new, requests, found, unintended)
    print(f"{statuses.total()} requests, statuses {dict(sorted(statuses.items()))}")
    for reason, times in found.most_common():
        print(f"{times:5}  {reason}")
    print_unintended(unintended)
    stale = [reason for _, reason in intended.TABLE if reason not in found]
    if unintended or stale:
        sys.exit(f"{len(unintended)} differences are not intended; these are, and are not found: {stale}")
    assert statuses.total() >= int(count) and statuses[200] > statuses.total() / 10, statuses


if __name__ == "__main__":
    main(*sys.argv[1:])
