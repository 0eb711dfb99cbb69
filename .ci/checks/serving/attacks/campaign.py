"""Runs attacks against a server, one after the other, and looks at all that they must not have changed."""

import asyncio
import contextlib
import dataclasses
import resource

from attacks import beside, verdict


@dataclasses.dataclass(frozen=True)
class Campaign:
    """Attacks on one kind of server.

    `start` is a context that starts one and yields its target, with the key of the client beside, and its process. `warm`
    has it run hot. `client` names the client beside. `key` is the key that the attacks send. `afterwards` looks at the
    data of a server that has gone through all, and returns what is wrong with them, of what `data` names.
    """

    case: str
    start: object
    warm: object
    client: str
    key: str | None
    data: str
    afterwards: object

    def rows(self, chosen, most_megabytes):
        """The results of all attacks; on a new server after an attack that one has not recovered from."""
        rows, left = [], list(chosen)
        while left:
            most, well = most_megabytes, True
            with self.watched() as (target, process, client, unloaded):
                print(f"{self.case}: p99 unloaded in ms: {unloaded}", flush=True)
                while left and well:
                    attack = left.pop(0)
                    # An address for each, since the server counts what an address does.
                    own = dataclasses.replace(target, key=self.key, source=f"127.0.1.{1 + len(rows)}")
                    rows.append(self.attacked(attack, own, process, client, unloaded, most))
                    most = max(most, rows[-1].megabytes)
                    well = rows[-1].recovered != "no"
                    print(verdict.line(rows[-1]), *rows[-1].failures, sep="\n  ", flush=True)
                if well:
                    rows.append(verdict.Row(self.case, self.data, "", 0, "", "", self.afterwards(target)))
        return rows

    @contextlib.contextmanager
    def watched(self):
        """A warm server and the client beside it, with its p99 while nothing else is sent."""
        with self.start() as (target, process):
            self.warm(target)
            with beside.Client(target, self.client) as client:
                yield target, process, client, client.unloaded()

    def attacked(self, attack, target, process, client, unloaded, most_megabytes):
        """Runs one attack and looks at all that it must not have changed.

        Memory that an earlier attack took and that was not given back counts for that one alone: `most_megabytes` is
        raised to its peak by the caller.
        """
        attack.prepare(target)
        client.new_samples()
        beside.reset_peak(process)
        outcomes = asyncio.run(attack.outcomes(target))
        during = client.new_samples()
        recovered, after = client.recovery(unloaded) if process.poll() is None else (None, client.new_samples())
        failures = verdict.problems(attack, target, outcomes)
        megabytes = beside.peak(process)
        if process.poll() is None:
            failures += verdict.problems_beside(during + after, recovered, megabytes, most_megabytes)
        else:
            failures.append(f"the server exited with {process.returncode}")
        return verdict.Row(
            self.case, attack.name, verdict.summary(outcomes), megabytes, verdict.milliseconds(during),
            "no" if recovered is None else f"{recovered:.1f}", failures,
        )


def raise_file_limit():
    """Thousands of connections, each a file."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def chosen(attacks, names):
    """The attacks with one of the names in theirs; all of them without names."""
    return [attack for attack in attacks if not names or any(name in attack.name for name in names)]


def failures(rows):
    """The failures of all rows, each with its attack, after a table of the rows is printed."""
    print(verdict.table(rows))
    return [f"{row.case}: {row.attack}: {failure}" for row in rows for failure in row.failures]
