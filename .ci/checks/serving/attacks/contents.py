"""Requests whose contents are the attack: for parsers, decompression, the prediction log, and browsers."""

from attacks import bodies, wire
from attacks.scripts import METHODS, SCORING, foreign_headers, post

GZIP, DEFLATE = "Content-Encoding: gzip", "Content-Encoding: deflate"
CSV_NAMES = b"height,weight,count,color\n"
MOST_MEGABYTES = 200


def infer(target):
    return f"/v2/models/{target.model}/infer"


def many(path, before, item, count, after, *headers):
    return post(path, lambda: bodies.many(before, item, count, after), *headers)


def tensor(name, datatype, item, count):
    """One input of the Open Inference Protocol with many values, before and after them."""
    return f'{{"inputs":[{{"name":"{name}","shape":[{count}],"datatype":"{datatype}","data":[', item, count, "]}]}"


def small_values(target):
    return [
        many("/invocations", '{"dataframe_records":[', "{}", 3_400_000, "]}"),
        many("/invocations", '{"dataframe_records":[', "[]", 3_400_000, "]}"),
        many("/invocations", '{"dataframe_split":{"columns":["a"],"data":[', "[0]", 2_500_000, "]}}"),
        many("/invocations", '{"inputs":[', "0", 5_000_000, "]}"),
        many("/invocations", '{"instances":[', "{}", 3_400_000, "]}"),
        many("/predict", "[", "{}", 3_400_000, "]"),
        many(infer(target), '{"inputs":[', "{}", 3_400_000, "]}"),
        many(infer(target), *tensor("height", "FP64", "0", 5_000_000)),
        many(infer(target), *tensor("color", "BYTES", '""', 3_400_000)),
    ]


def concurrent_small_values(target):
    return [many("/invocations", '{"dataframe_records":[', "{}", 3_400_000, "]}")] * 8


def csv(make, *headers):
    return post("/invocations", make, *headers, kind="text/csv")


def many_in_csv(target):
    return [
        csv(lambda: bodies.names_in_csv(1_500_000)),
        csv(lambda: b"," * 9_000_000),
        csv(lambda: b"\n" * 9_000_000),
        csv(lambda: b'"' * 9_000_001),
        csv(lambda: CSV_NAMES + b"1,2,3,red\n" * 900_000),
        csv(lambda: CSV_NAMES + b"1," * 4_500_000),
    ]


def many_names(target):
    return [
        post("/invocations", lambda: bodies.names_in_records(700_000)),
        post("/invocations", lambda: bodies.names_in_split(900_000)),
        post("/invocations", lambda: bodies.names_of_inputs(600_000)),
        post("/predict", lambda: bodies.names_in_row(700_000)),
        post(infer(target), lambda: bodies.tensors(170_000)),
    ]


def nested(target):
    tensor_start = '{"inputs":[{"name":"height","shape":[1],"datatype":"FP64","data":'
    return [
        post("/invocations", lambda: bodies.nested("", "[", 5_000_000)),
        post("/invocations", lambda: bodies.nested("", '{"a":', 1_900_000)),
        post("/invocations", lambda: bodies.nested('{"dataframe_records":[', '{"height":', 900_000)),
        post("/invocations", lambda: bodies.nested('{"params":', '{"a":', 900, "1" + "}" * 901)),
        post("/predict", lambda: bodies.nested('{"height":', "[", 5_000_000)),
        post(infer(target), lambda: bodies.nested(tensor_start, "[", 5_000_000)),
        post(infer(target), lambda: bodies.nested('{"parameters":', '{"a":', 1_900_000)),
        # Small enough for the event loop.
        post("/invocations", lambda: bodies.nested('{"dataframe_records":', "[", 15_000)),
    ]


def long_numbers(target):
    digits, text = "9" * 900_000, '"' + "9" * 5_000_000 + '"'
    values = [
        *({"count": number} for number in (digits, text, "1e999999999", "1e-999999999", '"1e999999999"')),
        *({"height": number} for number in (digits, text, "0." + digits, "1e999999999", '"1e999999999"')),
    ]
    return [
        *(post("/invocations", lambda row=row: bodies.record(**row)) for row in values),
        csv(lambda: CSV_NAMES + b"1,2," + b"9" * 5_000_000 + b",red\n"),
        csv(lambda: CSV_NAMES + b"9" * 5_000_000 + b",2,3,red\n"),
        csv(lambda: CSV_NAMES + b"1,2,1e999999999,red\n"),
    ]


def long_texts(target):
    text = '"' + "x" * 9_000_000 + '"'
    return [
        post("/invocations", lambda: bodies.record(color=text)),
        post("/invocations", lambda: bodies.record(height=text)),
        post("/invocations", lambda: bodies.record(**{text[1:-1]: "1"})),
        post(infer(target), lambda: bodies.tensor_request(text)),
        post("/invocations", bodies.record, kind="application/" + "x" * 6000),
        post("/v2/models/" + "x" * 3000 + "/infer", bodies.tensor_request),
    ]


def compressed(method, path, encoding, body):
    return wire.Script(lambda to: [wire.request(to, method, path, body(), encoding)], bodiless=method == "HEAD")


def in_compressed_chunks(path):
    def pieces(target):
        body = bodies.bomb("gzip", MOST_MEGABYTES)
        yield wire.head(target, "POST", path, GZIP, "Transfer-Encoding: chunked")
        yield from (wire.chunk(body[at : at + 8192]) for at in range(0, len(body), 8192))
        yield wire.chunk(b"")

    return wire.Script(pieces)


def bombs(target):
    """Compressed bodies, a thousandth of their size, on every method; compressed twice; in members; in chunks."""
    paths = (*SCORING, infer(target), "/ping", "/v1/predictions", "/no/such/path")
    once, twice = lambda: bodies.bomb("gzip", MOST_MEGABYTES), lambda: bodies.bomb("gzip", MOST_MEGABYTES, 2)
    posts = (
        (GZIP, once), (GZIP, twice), (GZIP + ", gzip", twice), (GZIP, lambda: bodies.members(MOST_MEGABYTES)),
        (DEFLATE, lambda: bodies.bomb("deflate", MOST_MEGABYTES)),
    )
    return [
        *(compressed("POST", path, encoding, body) for path in paths for encoding, body in posts),
        *(compressed(method, path, GZIP, once) for path in paths for method in METHODS if method != "POST"),
        *map(in_compressed_chunks, paths),
    ]


def compressed_values(target):
    """Bodies that are small while compressed and of an allowed size afterwards; broken ones."""

    def records():
        return bodies.compressed("gzip", bodies.many('{"dataframe_records":[', "{}", 3_400_000, "]}"))

    return [
        post("/invocations", records, GZIP),
        post("/predict", records, GZIP),
        csv(lambda: bodies.compressed("gzip", bodies.names_in_csv(1_500_000)), GZIP),
        post("/invocations", lambda: bodies.compressed("gzip", bodies.record())[:-20], GZIP),
        post("/invocations", lambda: b"\x1f\x8b\x08" + b"x" * 100_000, GZIP),
        post("/invocations", lambda: b"x" * 100_000, DEFLATE),
    ]


def foreign(target):
    """What a browser sends for a page of another site, and for a name that leads to this address."""
    lines = foreign_headers(target)
    return [
        *(post("/invocations", bodies.record, *headers) for headers in lines),
        *(post(infer(target), bodies.tensor_request, *headers, kind="text/plain") for headers in lines),
    ]


def surrogates(target):
    """Strings that are valid in JSON's grammar and not in UTF-8."""
    lone = ('"x\\ud800y"', '"\\udc00"', '"\\ud800\\ud800"', '"' + "\\udfff" * 1000 + '"')
    row = '{"height":1,"weight":2,"count":3,"color":%s}'
    return [
        *(post("/invocations", lambda text=text: bodies.record(color=text)) for text in lone),
        *(post("/predict", lambda text=text: row % text) for text in lone),
        *(post(infer(target), lambda text=text: bodies.tensor_request(text)) for text in lone),
        post("/invocations", lambda: bodies.record(**{"x\\ud800": "1"})),
        post("/invocations", lambda: bodies.record(color='"\\u0000"')),
        csv(lambda: CSV_NAMES + b"1,2,3,x\xed\xa0\x80y\n"),
        post("/invocations", bodies.record, "X-Request-Id: \u00ed\u00a0\u0080"),
    ]
