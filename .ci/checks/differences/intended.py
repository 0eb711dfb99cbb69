"""The differences to the service of an older commit that are intended, with their reasons."""

TABLE = []


def reason(request, before, now):
    """Why two responses differ; None if nothing explains it."""
    return next((why for applies, why in TABLE if applies(request, before, now)), None)
