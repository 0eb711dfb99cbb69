"""Every error of the service is JSON, whichever part of it rejects the request."""

from clients.expected import MODEL, require_equal
from clients.http_requests import send
from clients.registered import check

# Method, path, content type, body, status.
REQUESTS = [
    ("GET", "/nothing", None, None, 404),
    ("POST", "/nothing", "application/json", b"{}", 404),
    ("GET", "/", None, None, 404),
    ("GET", "/predict/more", None, None, 404),
    ("GET", "/q/nothing", None, None, 404),
    ("GET", "/v2/nothing", None, None, 404),
    ("POST", "/v2/repository/index", None, b"", 404),
    ("GET", f"/v2/models/{MODEL}/config", None, None, 404),
    ("GET", "/v2/models/nothing", None, None, 404),
    ("GET", f"/v2/models/{MODEL}/versions/99", None, None, 404),
    ("POST", "/v2/models/nothing/infer", "application/json", b'{"inputs": []}', 404),
    ("GET", "/predict", None, None, 405),
    ("DELETE", "/predict", None, None, 405),
    ("GET", "/invocations", None, None, 405),
    ("PUT", "/invocations", "application/json", b"{}", 405),
    ("PATCH", "/predict", "application/json", b"{}", 405),
    ("POST", "/ping", None, b"", 405),
    ("POST", "/ping", "application/json", b"{}", 413),
    ("GET", f"/v2/models/{MODEL}/infer", None, None, 405),
    ("POST", "/v2/health/live", None, b"", 405),
    ("POST", "/predict", "text/plain", b"{}", 415),
    ("POST", "/invocations", "text/plain", b"{}", 415),
    ("POST", f"/v2/models/{MODEL}/infer", "text/csv", b"{}", 415),
    ("POST", "/predict", "json", b"{}", 415),
    ("POST", "/predict", "application/json", b"", 400),
    ("POST", "/predict", "application/json", b"[]", 400),
    ("POST", "/predict", "application/json", b'{"height": ', 400),
    ("POST", "/invocations", "application/json", b"\xff\xfe", 400),
    ("POST", f"/v2/models/{MODEL}/infer", "application/json", b"{}", 400),
    ("POST", f"/v2/models/{MODEL}/infer", None, b"", 400),
]


@check("errors: 404, 405, 415 and 400 are JSON, and below /v2 have error")
def errors(service):
    failures = []
    for method, path, content_type, body, status in REQUESTS:
        headers = {"Content_Type": content_type} if content_type else {}
        response = send(service.address, method, path, body, **headers)
        try:
            response.require_error(status)
            require_equal("error" in response.json(), path.startswith("/v2"))
        except AssertionError as failure:
            failures.append(f"{method} {path} {content_type or ''}: {failure}")
    if failures:
        raise AssertionError("\n".join([f"{len(failures)} of {len(REQUESTS)}:", *failures]))


@check("errors: a client that accepts only HTML or XML still gets JSON")
def accepted_types(service):
    for accept in ("text/html", "application/xml", "text/html,application/xhtml+xml;q=0.9"):
        for path in ("/nothing", "/v2/nothing", "/v2/models/nothing"):
            send(service.address, "GET", path, Accept=accept).require_error(404)
