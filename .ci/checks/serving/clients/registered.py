"""What a check is, which checks exist, and the service that they run against."""

import dataclasses
from pathlib import Path
from typing import Callable


class Skipped(Exception):
    """A check that cannot run on this machine; its message says what is missing."""


@dataclasses.dataclass(frozen=True)
class Service:
    """The service under test.

    address: of its main port; operations: of the port with metrics and health; tracking: the registry that it reads;
    program: its jar or executable; folder: for files that a check writes; tools: for programs that are kept.
    """

    address: str
    operations: str
    tracking: str
    program: str
    folder: Path
    tools: Path

    @property
    def host(self):
        return self.address.removeprefix("http://")


CHECKS: list[tuple[str, Callable[[Service], None]]] = []


def check(name):
    """Registers a function as the check of that name. It fails by raising anything but Skipped."""

    def register(function):
        CHECKS.append((name, function))
        return function

    return register
