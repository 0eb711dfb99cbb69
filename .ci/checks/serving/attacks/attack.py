"""What an attack is: connections that it opens, and the status codes that the service may respond with."""

import dataclasses

from attacks import wire

# The documented rejections. A connection that is closed without a response is one, too.
REJECTED = frozenset({400, 401, 403, 404, 405, 408, 413, 415, 429, 431})
CLOSED = frozenset({wire.CLOSED, wire.REFUSED})
# The timeouts that the check gives to the service, and how long slow clients go on; closed by then, or it is a failure.
TIMEOUT_SECONDS = 5
SLOW_SECONDS = 12


@dataclasses.dataclass(frozen=True)
class Attack:
    """Connections that do the same kind of thing.

    `scripts` makes them for a target, or `run` is a coroutine that does it all and returns the outcomes. Rejections are
    always allowed; `scored`: 200 is allowed with a key; `open_path`: without one, too; `extra`: further status codes.
    `bare`: part of it is not HTTP, which may be rejected without a body. `together`: concurrently, not one by one.
    `seconds` bounds all of it.
    """

    name: str
    scripts: object = None
    run: object = None
    scored: bool = False
    open_path: bool = False
    extra: frozenset = frozenset()
    bare: bool = False
    together: bool = True
    seconds: int = 15

    def prepare(self, target):
        """Makes the bodies, most of which are kept: none of the attack's time goes into that."""
        for script in dict.fromkeys(self.scripts(target) if self.scripts else ()):
            for _ in script.pieces(target):
                pass

    def outcomes(self, target):
        """A coroutine that attacks."""
        if self.run:
            return self.run(target, self.seconds)
        return wire.exchanges(target, self.scripts(target), self.seconds, self.together)

    def allowed(self, target):
        if target.key is None:
            return REJECTED | CLOSED | self.extra | ({200} if self.open_path else set())
        return (REJECTED - {401}) | CLOSED | self.extra | ({200} if self.scored else set())
