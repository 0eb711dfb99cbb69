"""The attacks on the tracking server, in the order in which they run."""

import json

from attacks import bodies, scripts, wire
from attacks.attack import SLOW_SECONDS, Attack
from attacks.scripts import METHODS, in_chunks, pipelined, post, upload

API = "/api/2.0/mlflow/"
ARTIFACTS = "/api/2.0/mlflow-artifacts/artifacts/"
SEARCH, INPUTS, BATCH = API + "runs/search", API + "runs/log-inputs", API + "runs/log-batch"
OPEN = ("/health", "/version")
CREATE = "/ajax-api/2.0/mlflow/runs/create"
CLOSED = ("/", "/q/health", "/runs/x", "/no/such/path", "/api/no/such/path", SEARCH, INPUTS, CREATE)
CHUNKED = ("/", "/health", SEARCH, INPUTS, "/no/such/path")
LARGE = 96 << 20
MEGABYTE = 1 << 20
# A body of the usual kind, a little below its limit.
MOST = 2 * MEGABYTE - 1000
TOO_LONG = frozenset({414})
# A run that does not exist: the body is read before that is found out.
RUN = '"run_id":"0123456789abcdef0123456789abcdef"'


def bodies_of(path):
    """Every method with a large body at the same time, and one that waits to be asked for it."""
    return Attack(
        f"bodies on {path}",
        lambda target: [
            *(upload(method, path, LARGE) for method in METHODS), upload("PUT", path, LARGE, "Expect: 100-continue"),
        ],
    )


def artifact_bodies(target):
    """All methods but the one that stores."""
    paths = (ARTIFACTS + "attack/x", ARTIFACTS, ARTIFACTS[:-1])
    return [upload(method, path, LARGE) for path in paths for method in METHODS if method != "PUT"]


def endless_chunks(target):
    return [in_chunks(method, path, LARGE) for path in CHUNKED for method in METHODS if method != "OPTIONS"]


def endless_options(target):
    """200 with the methods of a resource needs no body: the response is sent at once and the connection is closed."""
    return [in_chunks("OPTIONS", path, LARGE) for path in CHUNKED]


def broken_uploads(target):
    """Artifacts that never become complete: in chunks, and with a length."""
    return [in_chunks("PUT", f"{ARTIFACTS}attack/chunks-{number}", 16 << 20) for number in range(20)] + [
        wire.Script(lambda to, number=number: [
            wire.head(to, "PUT", f"{ARTIFACTS}attack/half-{number}", length=LARGE), *[bodies.BLOCK] * 64,
        ]) for number in range(20)
    ]


def filled(before, item, after, size):
    """A body of about that many bytes that consists of one item."""
    return bodies.many(before, item, (size - len(before) - len(after)) // (len(item) + 1), after)


def json_posts(before, item, after):
    """The largest body that a path takes, in the paths that read it and on one that does not."""
    return [
        post(SEARCH, lambda: filled(before, item, after, MOST)),
        post(BATCH, lambda: filled(before, item, after, MOST)),
        post(INPUTS, lambda: filled(before, item, after, 32 * MEGABYTE - 1000)),
        post(API + "experiments/create", lambda: filled(before, item, after, 32 * MEGABYTE - 1000)),
        post("/api/no/such/path", lambda: filled(before, item, after, MOST)),
    ]


def small_values(target):
    return [
        script
        for before, item, after in (
            ('{"x":[', "{}", "]}"), ('{"x":[', "[]", "]}"), ('{"x":[', "0", "]}"), ('{"x":[', '""', "]}"),
            ("{" + RUN + ',"metrics":[', '{"key":"k","value":1,"timestamp":1}', "]}"),
            ("{" + RUN + ',"datasets":[', '{"dataset":{}}', "]}"), ('{"experiment_ids":[', '"0"', "]}"),
        )
        for script in json_posts(before, item, after)
    ]


def concurrent_small_values(target):
    return [
        *[post(SEARCH, lambda: filled('{"x":[', "{}", "]}", MOST))] * 32,
        *[post(INPUTS, lambda: filled('{"x":[', "{}", "]}", 32 * MEGABYTE - 1000))] * 8,
    ]


@bodies.cached
def names(size):
    count = size // 11
    return ("{" + ",".join(f'"{number:06x}":1' for number in range(count)) + "}").encode()


def many_names(target):
    return [post(path, lambda size=size: names(size)) for path, size in ((SEARCH, MOST), (INPUTS, 30 * MEGABYTE))]


def nested(target):
    return [
        script
        for opening in ("[", '{"a":')
        for script in (
            post(SEARCH, lambda opening=opening: bodies.nested('{"x":', opening, MOST // len(opening) - 10)),
            post(INPUTS, lambda opening=opening: bodies.nested('{"datasets":', opening, 30 * MEGABYTE // len(opening))),
            post(BATCH, lambda opening=opening: bodies.nested("", opening, 900_000 // len(opening))),
        )
    ]


def long_numbers(target):
    digits = "9" * 2_000_000
    values = (
        f'"{digits}"', digits, f'"0.{digits[:-10]}"', f'"{"0" * len(digits)}"', "1e999999999", '"1e999999999"', "-1e-999999999",
    )
    return [
        script
        for value in values
        for script in (
            post(SEARCH, lambda value=value: f'{{"experiment_ids":["0"],"max_results":{value}}}'),
            post(API + "runs/log-metric", lambda value=value: f'{{{RUN},"key":"k","value":{value},"timestamp":1}}'),
            post(API + "runs/update", lambda value=value: f'{{{RUN},"end_time":{value}}}'),
        )
    ]


def slow_filters(target):
    """Filters whose parts fit in many ways, in a long number and on the long tag of the warm-up."""
    digits = "9" * 1_000_000
    filters = (
        f"metrics.a > {digits}x", f"metrics.a > .{digits}x", f"metrics.a > 1e{digits}x", "tags.long LIKE '%a%a%a%a%b'",
        "tags.long ILIKE '%_%_%_%_b'", f"tags.long LIKE '{'%a' * 400}b'", "tags.long = '" + "''" * 500_000 + "'",
    )
    return [post(SEARCH, lambda text=text: json.dumps({"experiment_ids": ["0"], "filter": text})) for text in filters]


def long_texts(target):
    text = "x" * 2_000_000
    return [
        post(API + "experiments/create", lambda: f'{{"name":"{text}"}}'),
        post(API + "runs/log-parameter", lambda: f'{{{RUN},"key":"k","value":"{text}"}}'),
        post(API + "runs/log-model", lambda: f'{{{RUN},"model_json":"{text}"}}'),
        post(API + "runs/log-model", lambda: f'{{{RUN},"model_json":"[' + "{}," * 600_000 + '{}]"}'),
        post(API + "registered-models/create", lambda: f'{{"name":"{text}"}}'),
        post(SEARCH, lambda: f'{{"{text}":1}}'),
        post(SEARCH, lambda: "{}", kind="application/" + "x" * 6000),
    ]


def profiles(run):
    """Data sets with the largest profile that the protocol allows, at the same time."""
    def body(number):
        dataset = f'"name":"d{number}","digest":"x","source_type":"s","source":"s","profile":"{"p" * 16_000_000}"'
        return f'{{"run_id":"{run}","datasets":[{{"dataset":{{{dataset}}}}}]}}'

    return [post(INPUTS, lambda number=number: body(number)) for number in range(6)]


def slow_bodies(target):
    return scripts.slow_bodies((SEARCH, INPUTS, ARTIFACTS + "attack/slow", "/", "/no/such/path"))


def wrong_lengths(target):
    return scripts.wrong_lengths(target, SEARCH, b'{"experiment_ids":["0"]}')


def pipelines(target):
    return [
        pipelined("GET", "/health", 3000, read=True),
        pipelined("POST", SEARCH, 3000, read=True, body=b'{"experiment_ids":["0"]}'),
    ] * 4


def unread_pipelines(target):
    return [
        pipelined("GET", "/", 20_000, read=False),
        pipelined("GET", "/health", 20_000, read=False),
        pipelined("POST", SEARCH, 20_000, read=False, body=b'{"experiment_ids":["0"]}'),
    ] * 4


def unread_downloads(target):
    """A file that the warm-up has stored: its readers hold a thread each."""
    return [scripts.unread(target, "GET", ARTIFACTS + "warm/large")] * 300


def foreign(target):
    """What a browser sends for a page of another site, and for a name that leads to this address."""
    lines = scripts.foreign_headers(target)
    create = b'{"name":"of a foreign page"}'
    return [
        *(post(API + "experiments/create", lambda: create, *headers) for headers in lines),
        *(post(API + "experiments/create", lambda: create, *headers, kind="text/plain") for headers in lines),
        *(upload("POST", "/", LARGE, *headers) for headers in lines),
        *(upload("PUT", ARTIFACTS + "attack/foreign", LARGE, *headers) for headers in lines),
    ]


ATTACKS = [
    *(bodies_of(path) for path in (*OPEN, *CLOSED)),
    Attack("bodies on the artifacts", artifact_bodies),
    Attack("chunks without end", endless_chunks),
    Attack("chunks without end for OPTIONS", endless_options, scored=True),
    Attack("uploads without end", broken_uploads, seconds=18),
    Attack("many small values", small_values, together=False, seconds=60),
    Attack("many small values, concurrent", concurrent_small_values, seconds=20),
    Attack("many names", many_names, together=False, seconds=30),
    Attack("deep nesting", nested, together=False, seconds=30),
    Attack("long numbers", long_numbers, scored=True, together=False, seconds=40),
    Attack("slow filters", slow_filters, scored=True, together=False, seconds=30),
    Attack("long texts", long_texts, scored=True, together=False, bare=True, extra=TOO_LONG, seconds=30),
    Attack("slow headers", lambda target: scripts.slow_heads(SEARCH), bare=True, seconds=SLOW_SECONDS),
    Attack("slow bodies", slow_bodies, seconds=SLOW_SECONDS),
    Attack("wrong lengths", wrong_lengths, scored=True, bare=True, seconds=SLOW_SECONDS),
    Attack("huge headers", lambda target: scripts.huge_heads(target, "/health"), bare=True, extra=TOO_LONG | {501},
           seconds=SLOW_SECONDS),
    Attack("pipelining", pipelines, scored=True, open_path=True, seconds=20),
    Attack("pipelining without reading", unread_pipelines, seconds=5),
    Attack("downloads not read", unread_downloads, seconds=SLOW_SECONDS),
    Attack("cross-site requests", foreign),
    Attack("many connections", lambda target: scripts.connections(3000, 2, "/health"), scored=True, open_path=True,
           bare=True),
]
