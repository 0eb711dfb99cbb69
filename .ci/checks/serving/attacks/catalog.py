"""The attacks, in the order in which they run."""

import asyncio

from attacks import bodies, contents, http2, scripts
from attacks.attack import SLOW_SECONDS, Attack
from attacks.scripts import METHODS, SCORING, in_chunks, pipelined, upload

# What needs no key.
OPEN = ("/ping", "/version", "/v2/health/live", "/q/health/live")
CLOSED = (*SCORING, "/v2/models/any/infer", "/v1/predictions", "/no/such/path")
LARGE = 96 << 20
UNAVAILABLE = frozenset({503})
TOO_LONG = frozenset({414})


def bodies_of(path):
    """Every method with a large body at the same time, and one that waits to be asked for it."""
    return Attack(
        f"bodies on {path}",
        lambda target: [
            *(upload(method, path, LARGE) for method in METHODS), upload("PUT", path, LARGE, "Expect: 100-continue"),
        ],
    )


def management_bodies(target):
    port = target.management or target.port
    return [upload(method, path, LARGE, port=port) for path in ("/q/health/live", "/q/metrics") for method in METHODS]


def endless_chunks(target):
    paths = ("/ping", "/invocations", "/no/such/path")
    return [in_chunks(method, path, LARGE) for path in paths for method in METHODS]


def pipelines(target):
    """Requests that are sent without waiting for responses, which are read."""
    return [
        pipelined("GET", "/ping", 3000, read=True),
        pipelined("POST", "/invocations", 3000, read=True, body=bodies.record()),
    ] * 4


def unread_pipelines(target):
    return [
        pipelined("GET", "/q/openapi", 20_000, read=False),
        pipelined("GET", "/ping", 20_000, read=False),
        pipelined("POST", "/invocations", 20_000, read=False, body=bodies.record()),
    ] * 4


def unread_predictions(target):
    rows = bodies.many('{"dataframe_records":[', bodies.ROW, 10_000, "]}")
    return [scripts.unread(target, "POST", path, rows) for path in SCORING] * 100


def slow_bodies(target):
    return scripts.slow_bodies((*SCORING, f"/v2/models/{target.model}/infer", "/ping", "/no/such/path"))


def http2_bodies(path):
    def run(target, seconds):
        methods = [method for method in METHODS if method != "HEAD"] * 2
        return http2.bodies(target, seconds, path, methods, 32 << 20)

    return Attack(f"bodies over HTTP/2 on {path}", run=run)


async def http2_upgrades(target, seconds):
    found = await asyncio.gather(*(
        http2.upgrade_with_body(target, seconds, path, method, 48 << 20)
        for path in ("/ping", "/invocations") for method in ("POST", "PUT", "GET")
    ))
    return [outcome for each in found for outcome in each]


def http2_flood(name, frames):
    return Attack(name, run=lambda target, seconds: http2.flood(target, seconds, frames(target)), bare=True, seconds=8)


ATTACKS = [
    *(bodies_of(path) for path in (*OPEN, *CLOSED)),
    # Quarkus' own routes there take any body and throw it away.
    Attack("bodies on the management port", management_bodies, scored=True, open_path=True),
    Attack("chunks without end", endless_chunks),
    Attack("many small values", contents.small_values, together=False, seconds=40),
    Attack("many small values, concurrent", contents.concurrent_small_values),
    Attack("many CSV names and cells", contents.many_in_csv, together=False, seconds=30),
    Attack("many names", contents.many_names, together=False, seconds=30),
    Attack("deep nesting", contents.nested, together=False, seconds=30),
    Attack("long numbers", contents.long_numbers, scored=True, together=False, seconds=40),
    Attack("long texts", contents.long_texts, scored=True, together=False, bare=True, extra=TOO_LONG, seconds=30),
    Attack("decompression bombs", contents.bombs, seconds=30),
    Attack("compressed small values", contents.compressed_values, together=False, seconds=30),
    Attack("slow headers", lambda target: scripts.slow_heads("/invocations"), bare=True, seconds=SLOW_SECONDS),
    Attack("slow bodies", slow_bodies, seconds=SLOW_SECONDS),
    Attack("wrong lengths", lambda target: scripts.wrong_lengths(target, "/invocations", bodies.record()), scored=True,
           bare=True, seconds=SLOW_SECONDS),
    Attack("huge headers", scripts.huge_heads, bare=True, extra=TOO_LONG | {501}, seconds=SLOW_SECONDS),
    Attack("pipelining", pipelines, scored=True, open_path=True, seconds=20),
    Attack("pipelining without reading", unread_pipelines, seconds=5),
    Attack("responses not read", lambda target: [pipelined("GET", "/q/openapi", 300, read=False)] * 250, seconds=5),
    Attack("predictions not read", unread_predictions, seconds=SLOW_SECONDS),
    Attack("pages of the log not read",
           lambda target: [scripts.unread(target, "GET", "/v1/predictions?limit=10000")] * 200, seconds=SLOW_SECONDS),
    Attack("cross-site requests", contents.foreign, scored=True),
    Attack("lone surrogates", contents.surrogates, scored=True, bare=True, together=False),
    Attack("many connections", lambda target: scripts.connections(3000, 2), scored=True, open_path=True, bare=True,
           extra=UNAVAILABLE),
    http2_bodies("/ping"),
    http2_bodies("/invocations"),
    Attack("h2c upgrade with a body", run=http2_upgrades, bare=True),
    http2_flood("HTTP/2 rapid reset", lambda target: http2.reset_streams(target, "/ping", 30_000)),
    http2_flood("HTTP/2 endless headers", lambda target: http2.endless_headers(target, "/ping", 64 << 20)),
    http2_flood("HTTP/2 pings", lambda target: http2.pings(target, 3000)),
    http2_flood("HTTP/2 settings", lambda target: http2.setting_frames(target, 1000)),
    Attack("pages of the log", lambda target: scripts.pages(), scored=True, extra=UNAVAILABLE, seconds=20),
]
