"""The verdict on an attack: its responses against those that are allowed, and its row of the table."""

import collections
import dataclasses
import json

from attacks import beside, wire

MOST_BYTES_OF_AN_ERROR = 10_000


@dataclasses.dataclass(frozen=True)
class Row:
    """The result of one attack; `failures` has one line for each fault."""

    case: str
    attack: str
    statuses: str
    megabytes: int
    p99: str
    recovered: str
    failures: list


def problems(attack, target, outcomes):
    """What is wrong with the responses to an attack, one line for each kind of fault."""
    allowed = attack.allowed(target)
    found = []
    for outcome in outcomes:
        if not isinstance(outcome, wire.Response):
            if outcome not in allowed:
                found.append(str(outcome))
        elif outcome.status not in allowed:
            found.append(f"status {outcome.status}")
        elif outcome.status >= 400:
            found += error_problems(attack, outcome)
    return [f"{text}, {count} times" for text, count in collections.Counter(found).items()]


def error_problems(attack, response):
    if response.length > MOST_BYTES_OF_AN_ERROR:
        return [f"an error with status {response.status} of {response.length} bytes"]
    if response.bodiless or (attack.bare and not response.length):
        return []
    if response.status == 415 and response.headers.get("content-type", "").startswith("text/plain"):
        return []  # what MLflow responds with
    try:
        json.loads(response.body)
    except ValueError:
        return [f"an error with status {response.status} that is not JSON: {response.body[:60]!r}"]
    return []


def problems_beside(samples, recovered, megabytes, most_megabytes):
    """Faults of a service that still runs: what the client beside got, its latency afterwards, and the memory."""
    found = []
    strange = collections.Counter(sample.outcome for sample in samples if sample.outcome not in beside.ALLOWED)
    if strange:
        found.append(f"the client beside got {dict(strange)}")
    if recovered is None:
        late = [sample for sample in samples if sample.begun > samples[-1].begun - 2]
        seconds = beside.RECOVERY_SECONDS
        found.append(f"the client beside was not as fast as before within {seconds} s: p99 {milliseconds(late)} ms")
    if megabytes > most_megabytes:
        found.append(f"{megabytes} MB resident, which is more than {most_megabytes} MB")
    return found


def summary(outcomes):
    statuses = [outcome.status if isinstance(outcome, wire.Response) else outcome for outcome in outcomes]
    counted = sorted(collections.Counter(statuses).items(), key=str)
    return ", ".join(f"{count} x {status}" for status, count in counted) or "not read"


def milliseconds(samples):
    kinds = ([one for one in samples if one.kind == kind] for kind in beside.KINDS)
    return " / ".join(f"{beside.p99(these):.0f}" if these else "-" for these in kinds)


def line(row):
    result = "FAILED" if row.failures else "passed"
    cells = (row.case, row.attack, row.statuses, row.megabytes or "", row.p99, row.recovered, result)
    return "| " + " | ".join(map(str, cells)) + " |"


def table(rows):
    title = "| case | attack | responses | peak MB | p99 beside ms: small / large | recovered after s | |"
    return "\n".join([title, "|---|---|---|---:|---:|---:|---|", *map(line, rows)])
