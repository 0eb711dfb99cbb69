"""The differences to the service of commit 959416d that are intended, with their reasons.

Each of them is as narrow as it can be: it looks at the request and at both responses, so that nothing else passes for it.
"""

import json
import re

NUMBERS = {"INT8", "INT16", "INT32", "INT64", "UINT8", "UINT16", "UINT32", "UINT64", "FP16", "FP32", "FP64"}
LONE = re.compile(r"[\ud800-\udfff]")


# Messages of that commit in today's words.
WORDING = [
    (r"There is no model (.*) here; (.* version \S+) answers\.", r"Model \1 is not served here; \2 is."),
    (r"There is no output (.*); there are \[", r"The model has no output \1; it has ["),
    (r" rows, and (\d+) are taken at once\.", r" rows, and the limit is \1."),
    (r" at place (\d+) \(counted from 0\)", r" at index \1 (counted from 0)"),
    (r"(\d+ values|one value) a row: \[N", r"\1 per row: [N"),
    (r"Send the columns' names in the first line, and then a line a row\.", "Send a header line with the columns' names, then one line per row."),
    (r"send an object a row, or", "send one object per row, or"),
    (r"which has whole numbers up to (\d+) only\.", r"which represents integers exactly only up to \1."),
    (r"Ask for the features again\.", "Compute the features again."),
    (r"Name the outputs that are wanted, or none for all\.", "Name the requested outputs, or none for all."),
    (r"The service's log says why\.", "The cause is in the service's log."),
]


def reworded(response):
    """A response of that commit with its error message in today's words."""
    status, body = response
    if status < 400 or not isinstance(body, dict):
        return response
    return status, {field: reword(value) if field in ("message", "error") else value for field, value in body.items()}


def reword(text):
    for old, new in WORDING:
        text = re.sub(old, new, text, flags=re.DOTALL)
    return text


def message(response):
    """The message of an error response of any protocol; empty for another response."""
    body = response[1]
    if isinstance(body, dict):
        return body.get("message", body.get("error", ""))
    return body if response[0] >= 400 else ""


def tree(request):
    """The request as Python reads it, with names that occur twice replaced by the last; None if it is not JSON."""
    try:
        return json.loads(request.body)
    except (ValueError, RecursionError):
        return None


def has_twin(request):
    """Whether an object of the request has a name twice."""
    twins = []

    def pairs(found):
        twins.extend([1] if len({name for name, _ in found}) < len(found) else [])
        return dict(found)

    try:
        json.loads(request.body, object_pairs_hook=pairs)
    except (ValueError, RecursionError):
        return False
    return bool(twins)


def tensors(request):
    sent = tree(request)
    inputs = sent.get("inputs") if isinstance(sent, dict) else None
    return [tensor for tensor in inputs if isinstance(tensor, dict)] if isinstance(inputs, list) else []


def parameters(holder):
    found = holder.get("parameters") if isinstance(holder, dict) else None
    return found if isinstance(found, dict) else {}


def without_halves(text):
    """What is sent of half of a surrogate pair."""
    paired = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\ufffd", "?")
    return paired if LONE.search(text) else text


def shortens(now, before):
    """Whether a message is another with values, names or dimensions cut off."""
    parts = re.split("… and \\d+ more|…", now)
    return len(parts) > 1 and re.fullmatch(".*".join(map(re.escape, parts)), before, re.DOTALL) is not None


def same_kind(before, now):
    """Whether two responses differ in their message only."""
    codes = [body.get("error_code") if isinstance(body, dict) else None for _, body in (before, now)]
    return before[0] == now[0] and codes[0] == codes[1]


def unsupported_type(request, before, now):
    plain = before[1] == message(now) or request.path == "/predict"
    return before[0] == now[0] == 415 and plain and isinstance(now[1], dict)


def type_of_inference(request, before, now):
    return "/infer" in request.path and now[0] == 415 and "Content-Type" in request.headers


def malformed_type(request, before, now):
    return before[0] == 500 and now[0] == 415 and "is malformed" in message(now)


def wildcard_type(request, before, now):
    return request.path == "/predict" and "*" in request.headers["Content-Type"] and now[0] == 415


def trailing(request, before, now):
    begin = "The request is not valid JSON at line "
    places = [re.match(re.escape(begin) + r"\d+, column \d+", message(one)) for one in (before, now)]
    return (
        all(places) and places[0][0] == places[1][0] and same_kind(before, now)
        and "Trailing token" in message(before) and "there is more after its end" in message(now)
    )


def lone_surrogate(request, before, now):
    return now[0] == 400 and "has half of a surrogate pair" in message(now) and re.search(rb"\\u[dD][89a-fA-F]", request.body)


def lone_surrogate_shown(request, before, now):
    return same_kind(before, now) and LONE.search(message(before)) and without_halves(message(before)) == message(now)


def shortened(request, before, now):
    return same_kind(before, now) and shortens(message(now), without_halves(message(before)))


def encoding(request, before, now):
    return now[0] == 400 and "is JSON in UTF-16 or UTF-32" in message(now) and b"\0" in request.body


def header_of_binary(request, before, now):
    return "Inference-Header-Content-Length" in request.headers and now[0] in (200, 400)


def no_data(request, before, now):
    return (
        same_kind(before, now) and "has no list of data. Binary data are not taken." in message(before)
        and "has no list of data. Send data as a list, or binary data" in message(now)
    )


def binary_outputs(request, before, now):
    sent = tree(request)
    if not isinstance(sent, dict) or "/infer" not in request.path:
        return False
    wanted = sent.get("outputs") if isinstance(sent.get("outputs"), list) else []
    asked = [parameters(sent).get("binary_data_output"), *(parameters(output).get("binary_data") for output in wanted)]
    shown = now[1] if isinstance(now[1], str) else json.dumps(now[1])
    return before[0] == now[0] == 200 and True in asked and "binary_data_size" in shown


def unknown_parameter(request, before, now):
    return "/infer" in request.path and now[0] == 400 and message(now).startswith("The parameter ")


def base64(request, before, now):
    encoded = any(parameters(tensor).get("content_type") == "base64" for tensor in tensors(request))
    return encoded and now[0] in (200, 400) and (before[0] == 200 or "content_type is base64" in message(now))


def exact_numbers(request, before, now):
    found = re.search(r"has the datatype '(\w+)', and the model takes (\w+)", message(before))
    return found is not None and before[0] == 400 and {found[1], found[2]} <= NUMBERS and now[0] in (200, 400)


def rounded_integers(request, before, now):
    typed = any(str(tensor.get("datatype")).startswith(("INT", "UINT")) for tensor in tensors(request))
    return typed and before[0] == 200 and now[0] == 400 and "floating point number, which represents integers exactly only up to" in message(now)


def twins(request, before, now):
    return now[0] == 400 and before[0] in (200, 400) and has_twin(request)


def byte_order_mark(request, before, now):
    return request.body.startswith(b"\xef\xbb\xbf") and "csv" in request.headers.get("Content-Type", "").lower()


def beyond_long(request, before, now):
    return before[0] == 200 and now[0] == 400 and "is 9.223372036854776E18, a number; the model takes a long" in message(now)


def not_a_number(request, before, now):
    bare = re.sub(r'"(NaN|-?Infinity)"', r"\1", message(before))
    return same_kind(before, now) and bare != message(before) and (bare == message(now) or shortens(message(now), bare))


def names_in_an_object(request, before, now):
    sent = tree(request)
    split = sent.get("dataframe_split") if isinstance(sent, dict) else None
    return isinstance(split, dict) and isinstance(split.get("columns"), dict) and now[0] == 400 and "lacks the columns" in message(now)


def skipped_text(request, before, now):
    return "Invalid UTF-8" in message(before) and now[0] in (200, 400) and "\ufffd" in request.body.decode(errors="replace")


def huge_shape(request, before, now):
    sizes = [size for tensor in tensors(request) for size in (tensor.get("shape") if isinstance(tensor.get("shape"), list) else [])]
    huge = any(isinstance(size, int) and not isinstance(size, bool) and abs(size) >= 2**62 for size in sizes)
    return huge and before[0] in (200, 400) and now[0] == 400 and " shape " in message(now)


def row_limit(request, before, now):
    return before[0] == 400 and now[0] == 413 and " rows, and the limit is 10000." in message(now)


def body_not_taken(request, before, now):
    return before[0] == 405 and now[0] == 413 and " takes no body, and the request has one." in message(now)


def unknown_path(request, before, now):
    return before[0] == now[0] == 404 and message(now).startswith("There is no path ")


def method_not_allowed(request, before, now):
    return before[0] == now[0] == 405 and " requests; /q/openapi describes those" in message(now)


def name_limit(request, before, now):
    return before[0] in (200, 400) and now[0] == 413 and "more than 10000 distinct column names" in message(now)


def not_utf8(request, before, now):
    begin = "The request is not valid JSON at line "
    try:
        request.body.decode()
        return False
    except UnicodeDecodeError:
        return same_kind(before, now) and message(before).startswith(begin) and message(now).startswith(begin)


def fraction_of_an_integer(request, before, now):
    tiny = re.search(r"row \d+ \(counted from 0\), is (\S+), a number; the model takes a long\.", message(now))
    return tiny is not None and before[0] in (200, 400) and now[0] == 400 and float(tiny[1]) == 0


# Whether it explains the difference of the responses to a request, and why that is intended. The first that does is counted.
TABLE = [
    (encoding, "RFC 8259 allows UTF-8 only; offsets into the body, which tensors and late column names need, are of UTF-8"),
    (header_of_binary, "K21: binary tensors behind the JSON are read, as the header states; before, all of the body was JSON"),
    (binary_outputs, "K21: outputs are binary where the request wants them so"),
    (unknown_parameter, "K21: parameters that change the meaning of a request are read, and rejected where they are wrong"),
    (no_data, "K21: the message names binary data as the other way to send values"),
    (base64, "K22: base64 is decoded where content_type states it; before, its text was scored"),
    (exact_numbers, "K19: every numeric datatype is taken, and a value is rejected that the column cannot represent exactly"),
    (rounded_integers, "K19: integers of an integer type are not rounded on their way to a column of doubles"),
    (byte_order_mark, "K8: a byte order mark before CSV is skipped; before, it was part of the first name"),
    (unsupported_type, "415 has the error format of the protocol; before, it was plain text or empty"),
    (type_of_inference, "S5: infer reads JSON, binary tensors and bodies without a type; forms and plain text can be cross-site"),
    (malformed_type, "a content type that is malformed is 415; before, it was 500"),
    (wildcard_type, "a content type is not a pattern, as it is in Accept"),
    (trailing, "the message on content after the JSON names no classes of Jackson's"),
    (lone_surrogate, "S2: half of a surrogate pair is not text; before, it reached the model and the prediction log"),
    (lone_surrogate_shown, "S2: messages are valid Unicode; before, the service sent half of a surrogate pair"),
    (shortened, "S34: messages repeat the first twenty names, and sixty characters of each"),
    (twins, "a name that occurs twice is ambiguous (RFC 8259, section 4), and rejected where the last one does not simply count"),
    (beyond_long, "2^63 as a float is no long; before, it was scored as 2^63 - 1"),
    (fraction_of_an_integer, "a number too small for a double is no long; before, it was scored as 0"),
    (not_utf8, "bytes that are not UTF-8 are named as such; before, they were shown as characters"),
    (not_a_number, "NaN and infinities are shown as they were sent, without quotes"),
    (names_in_an_object, "columns is a list of names; before, the values of an object were taken for one"),
    (skipped_text, "text that nothing takes is skipped, and not decoded to find halves of surrogate pairs in it"),
    (huge_shape, "K23: the number of values of a shape does not overflow"),
    (row_limit, "S7: rows beyond the limit are counted and not read, so that problems there are not reported"),
    (body_not_taken, "S1: a body that a path does not take is rejected before it is read"),
    (unknown_path, "404 is JSON that says so; before, it was a page of HTML"),
    (method_not_allowed, "405 is JSON; before, it was empty"),
    (name_limit, "S7: more distinct names than any request needs are rejected"),
]


def reason(request, before, now):
    """Why two responses differ; None if nothing explains it."""
    return next((why for applies, why in TABLE if applies(request, before, now)), None)
