#!/usr/bin/env python3
"""Tells slowking when a platform's processing of each document began and ended. Needs nothing but Python 3.8.

SLOWKING_API_URL  http://127.0.0.1:8091
SLOWKING_API_KEY  where the API asks for one; not needed where posts are signed
SLOWKING_WEBHOOK_SECRET  whsec_..., where the target has one
BENCHMARK_HOST    the platform's address as the benchmark was given it
PROJECT_ID        the project that the documents were uploaded to

One document a line on standard input: name, start and end, separated by tabs; times in seconds since 1970.
"""

import base64
import hashlib
import hmac
import json
import os
import queue
import sys
import threading
import time
import urllib.error
import urllib.request
import uuid

URL = os.environ.get("SLOWKING_API_URL", "http://127.0.0.1:8091").rstrip("/") + "/api/v1/benchmarks/documents/"
PATIENCE_SECONDS = 120


class Instrumentation:
    """Posts in the background, in order, so that the path that is measured never waits."""

    def __init__(self, host, project_id):
        self.common = {"benchmark_host_name": host, "eigen_project_id": project_id}
        self.posts = queue.Queue()
        self.failures = 0
        threading.Thread(target=self._work, daemon=True).start()

    def started(self, document_name, at=None):
        self._tell(document_name, "start_time", at)

    def ended(self, document_name, at=None):
        self._tell(document_name, "end_time", at)

    def flush(self):
        """Waits until everything has been told, and answers whether all of it was accepted."""
        self.posts.join()
        return self.failures == 0

    def _tell(self, document_name, moment, at):
        # The time is taken here, when it happens; not when it is sent.
        at = f"{time.time():.6f}" if at is None else at
        self.posts.put({**self.common, "document_name": document_name, moment: at})

    def _work(self):
        while True:
            body = self.posts.get()
            if not deliver(body):
                self.failures += 1
            self.posts.task_done()


def deliver(body):
    """Again and again while the API is away; the same post twice does no harm."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    pause = 0.1
    message_id = f"msg_{uuid.uuid4()}"
    while True:
        status, text = post(json.dumps(body).encode(), message_id)
        if 200 <= status < 300:
            return True
        may_pass = status == 0 or status == 429 or status >= 500
        if not may_pass or time.monotonic() > deadline:
            print(f"{body['document_name']}: {status} {text}", file=sys.stderr)
            return False
        time.sleep(pause)
        pause = min(2 * pause, 5)


def post(body, message_id):
    headers = {"content-type": "application/json", **signature(body, message_id)}
    if os.environ.get("SLOWKING_API_KEY"):
        headers["authorization"] = "Bearer " + os.environ["SLOWKING_API_KEY"]
    request = urllib.request.Request(URL, body, headers, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            return response.status, ""
    except urllib.error.HTTPError as error:
        return error.code, error.read(500).decode(errors="replace")
    except OSError as error:
        return 0, str(error)


def signature(body, message_id):
    secret = os.environ.get("SLOWKING_WEBHOOK_SECRET", "")
    if not secret:
        return {}
    timestamp = str(int(time.time()))
    key = base64.b64decode(secret[len("whsec_"):] if secret.startswith("whsec_") else secret)
    signed = hmac.new(key, f"{message_id}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    value = "v1," + base64.b64encode(signed).decode()
    return {"webhook-id": message_id, "webhook-timestamp": timestamp, "webhook-signature": value}


def main():
    missing = [name for name in ("BENCHMARK_HOST", "PROJECT_ID") if not os.environ.get(name)]
    if missing:
        sys.exit(f"{' and '.join(missing)} must be set")
    instrumentation = Instrumentation(os.environ["BENCHMARK_HOST"], os.environ["PROJECT_ID"])
    for line in sys.stdin:
        name, start, end = line.rstrip("\n").split("\t")
        instrumentation.started(name, start)
        instrumentation.ended(name, end)
    sys.exit(0 if instrumentation.flush() else 1)


if __name__ == "__main__":
    main()
