"""Single HTTP requests with exactly the headers that a check names."""

import dataclasses
import http.client
import json

from clients.expected import show


@dataclasses.dataclass(frozen=True)
class Response:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    def json(self):
        return json.loads(self.body)

    def require(self, status):
        """Itself, if it has this status; raises otherwise."""
        if self.status != status:
            raise AssertionError(f"status {self.status} instead of {status}: {show(self.body[:500].decode('utf-8', 'replace'))}")
        return self

    def require_error(self, *statuses, naming=()):
        """Raises unless this is an error in JSON with one of the statuses, whose text has all of the words."""
        if self.status not in statuses:
            raise AssertionError(f"status {self.status} instead of {statuses}: {show(self.body[:500].decode('utf-8', 'replace'))}")
        text = error_text(self)
        for word in naming:
            if word not in text:
                raise AssertionError(f"the error does not name {word!r}: {text}")


def error_text(response):
    """The text of an error in JSON, below /v2 as error and elsewhere as message; raises if it is not in JSON."""
    content_type = response.headers.get("Content-Type", "none")
    if content_type != "application/json":
        raise AssertionError(f"an error of content type {content_type}: {show(response.body[:200].decode('utf-8', 'replace'))}")
    body = response.json()
    text = body.get("error") if "error" in body else body.get("message")
    if not isinstance(text, str) or not text or ("message" in body and not isinstance(body.get("error_code"), str)):
        raise AssertionError(f"an error without error, or error_code and message: {show(body)}")
    return text


def send(address, method, path, body=None, **headers):
    """Sends a request; a keyword is a header, with _ for -. Bytes and text are sent as they are, all else as JSON."""
    if body is not None and not isinstance(body, (bytes, str)):
        body = json.dumps(body)
        headers.setdefault("Content_Type", "application/json")
    connection = http.client.HTTPConnection(address.removeprefix("http://"), timeout=60)
    try:
        connection.request(
            method, path, body.encode() if isinstance(body, str) else body,
            {name.replace("_", "-"): value for name, value in headers.items()},
        )
        response = connection.getresponse()
        return Response(response.status, response.headers, response.read())
    finally:
        connection.close()
