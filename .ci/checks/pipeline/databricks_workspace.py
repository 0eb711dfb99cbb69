"""A workspace as far as `databricks bundle` asks it: databricks_workspace.py TOKEN REQUESTS.jsonl prints its address, answers
whoever brings the token, and writes down what it was asked. Jobs are kept as they were sent, files in memory."""

import json
import sys
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

token, log = sys.argv[1], open(sys.argv[2], "w", buffering=1)
objects = {"/": "DIRECTORY"}
contents = {}
jobs = {}


class Workspace(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        url = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(url.query))
        line = f"{self.command} {url.path}"
        if self.headers.get("Authorization") != f"Bearer {token}":
            status, answer = 401, {"error_code": "UNAUTHENTICATED", "message": "no token"}
        else:
            status, answer = self.answer(line, query, body)
        try:
            said = json.loads(body) if body else None
        except ValueError:
            said = f"{len(body)} bytes"
        log.write(json.dumps({"request": line, "query": query, "body": said, "status": status}) + "\n")
        raw = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(raw)

    def log_message(self, *arguments):
        pass  # the log has more

    do_GET = do_POST = do_PUT = do_HEAD = do_DELETE = do_PATCH = do

    def answer(self, line, query, body):
        missing = 404, {"error_code": "RESOURCE_DOES_NOT_EXIST", "message": "there is none"}
        if line == "GET /api/2.0/preview/scim/v2/Me":
            return 200, {"id": "1", "userName": "jan@example.org", "displayName": "Jan"}
        if line.endswith("/workspace/get-status"):
            path = query["path"]
            return (200, {"path": path, "object_type": objects[path], "object_id": 1}) if path in objects else missing
        if line.endswith("/workspace/mkdirs"):
            objects[json.loads(body)["path"]] = "DIRECTORY"
            return 200, {}
        if line.startswith("POST /api/2.0/workspace-files/import-file/"):
            path = "/" + urllib.parse.unquote(line.split("/import-file/", 1)[1]).lstrip("/")
            if path in contents and query.get("overwrite") != "true":
                return 409, {"error_code": "RESOURCE_ALREADY_EXISTS", "message": "it is there"}
            objects[path], contents[path] = "FILE", body
            return 200, {}
        if line.endswith("/workspace/export"):
            return (200, contents[query["path"]]) if query["path"] in contents else missing
        if line.endswith("/workspace/delete"):
            path = json.loads(body)["path"]
            for kept in (objects, contents):
                for name in [name for name in kept if name == path or name.startswith(path + "/")]:
                    del kept[name]
            return 200, {}
        if line.endswith("/jobs/create"):
            jobs[str(len(jobs) + 1)] = json.loads(body)
            return 200, {"job_id": len(jobs)}
        if line.endswith("/jobs/get"):
            job = jobs.get(query["job_id"])
            return (200, {"job_id": int(query["job_id"]), "settings": job}) if job else missing
        return missing


server = ThreadingHTTPServer(("127.0.0.1", 0), Workspace)
print(f"http://127.0.0.1:{server.server_port}", flush=True)
server.serve_forever()
