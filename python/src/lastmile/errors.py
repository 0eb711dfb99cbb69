"""What the package rejects."""


class RejectedError(Exception):
    """Something that a person has to correct: the message names it and the remedy. `lastmile.main` prints it and exits with 1."""
