"""A request with a trace of its own, and the span that the service sends of it.

Arguments: the service's jar, a folder for all that is written.
"""

import http.server
import json
import secrets
import sys
import threading
import time
import urllib.request

import serving_servers

ROW = {"height": 180.5, "weight": 75.0, "count": 3, "color": "red"}


class Collector(http.server.BaseHTTPRequestHandler):
    """What OTLP over HTTP sends, kept as it came."""

    received = []

    def do_POST(self):
        self.received.append((self.path, self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(200)
        self.send_header("Content-Type", "application/x-protobuf")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


def main(program, folder):
    collector = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Collector)
    threading.Thread(target=collector.serve_forever, daemon=True).start()
    tracking = f"http://127.0.0.1:{serving_servers.free_port()}"
    settings = {
        "QUARKUS_OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf",
        "QUARKUS_OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{collector.server_port}",
    }
    trace = secrets.token_hex(16)
    with serving_servers.registry(tracking, folder):
        with serving_servers.service_process(program, tracking, folder, **settings) as (address, _):
            body = json.dumps({"dataframe_records": [ROW]}).encode()
            headers = {"Content-Type": "application/json", "traceparent": f"00-{trace}-{secrets.token_hex(8)}-01"}
            with urllib.request.urlopen(urllib.request.Request(address + "/invocations", body, headers)) as answer:
                assert answer.status == 200
            until = time.monotonic() + 30
            while time.monotonic() < until:
                for path, sent in list(Collector.received):
                    if path == "/v1/traces" and bytes.fromhex(trace) in sent:
                        assert b"POST /invocations" in sent, sent
                        print("the span POST /invocations has arrived, in the trace of the client")
                        return
                time.sleep(0.2)
    sys.exit(f"no span of the request has arrived; {len(Collector.received)} messages have")


if __name__ == "__main__":
    main(*sys.argv[1:])
