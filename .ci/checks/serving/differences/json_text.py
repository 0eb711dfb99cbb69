"""JSON as it may stand in a request: with names that occur twice, with numbers of any length, with escapes and spaces at random."""

import json


class Raw(str):
    """A token that is written as it is."""


class Pairs(list):
    """An object as a list of [name, value]; a name may occur twice."""


def of(value):
    """A value of Python's as one that can be changed in place: objects as Pairs."""
    if isinstance(value, dict):
        return Pairs([name, of(inner)] for name, inner in value.items())
    return [of(inner) for inner in value] if isinstance(value, list) else value


def text(value, random):
    if isinstance(value, Raw):
        return str(value)
    if isinstance(value, Pairs):
        return "{" + ",".join(f"{string(n, random)}{space(random)}:{space(random)}{text(v, random)}" for n, v in value) + "}"
    if isinstance(value, list):
        return "[" + space(random) + ("," + space(random)).join(text(inner, random) for inner in value) + "]"
    return string(value, random) if isinstance(value, str) else json.dumps(value)


def string(value, random):
    """Escapes are the same text to a reader of JSON."""
    if value and random.random() < 0.05:
        at = random.randrange(len(value))
        if ord(value[at]) < 0x10000:
            return json.dumps(value[:at])[:-1] + f"\\u{ord(value[at]):04x}" + json.dumps(value[at + 1:])[1:]
    # A half of a pair cannot be written in UTF-8 but by its escape.
    halves = any(0xD800 <= ord(character) < 0xE000 for character in value)
    return json.dumps(value, ensure_ascii=halves or random.random() < 0.3)


def space(random):
    return random.choice([" ", "\n", "\t", "  ", " \r\n"]) if random.random() < 0.03 else ""


def places(value):
    """Every place in a value, as its container and its position there."""
    found = []
    if isinstance(value, Pairs):
        for position, pair in enumerate(value):
            found.append((value, position))
            found += places(pair[1])
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            found.append((value, position))
            found += places(inner)
    return found


def at(container, position):
    return container[position][1] if isinstance(container, Pairs) else container[position]


def put(container, position, value):
    if isinstance(container, Pairs):
        container[position][1] = value
    else:
        container[position] = value
