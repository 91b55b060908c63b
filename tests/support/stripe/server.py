"""HTTP on loopback, a thread for each connection, on a port nobody uses."""

import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.support.stripe.answers import StripeRefused
from tests.support.stripe.front import Front, Reply, read

LONGEST_SILENCE_SECONDS = 60.0


class Server(ThreadingHTTPServer):
    """This serves the front until it is closed, and then leaves no connection behind."""

    daemon_threads = False
    block_on_close = True
    request_queue_size = 128

    def __init__(self, front: Front) -> None:
        super().__init__(("127.0.0.1", 0), _Connection)
        self.front = front
        self.is_over = threading.Event()
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """This is its address."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def process_request(self, request: Any, client_address: Any) -> None:
        """This begins a connection."""
        with self._lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """This ends one."""
        with self._lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """This passes over callers that went away; mistakes of ours are kept by the front."""

    def close(self) -> None:
        """This ends everything, also what waits in silence."""
        self.is_over.set()
        self.shutdown()
        self._thread.join()
        with self._lock:
            left = list(self._open)
        for one in left:
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue
        self.server_close()


class _Connection(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 1 << 16
    server: Server

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def do_DELETE(self) -> None:
        self._serve()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """This says nothing."""

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        try:
            asked = read(self.command, self.path, headers, body)
        except StripeRefused as refused:
            self._send((refused.status, {}, {"error": refused.error}))
            return
        try:
            reply, fault = self.server.front.answer(asked)
        except Exception:  # noqa: BLE001  the front keeps the mistake, the caller hears of a 500
            self._send((500, {}, {"error": {"type": "api_error", "message": "the fake failed"}}))
            return
        if fault and fault.kind == "silent":
            self._wait_for_the_caller()
        if fault and fault.kind in {"silent", "dropped"}:
            self.close_connection = True
            return
        self._send(reply)

    def _send(self, reply: Reply) -> None:
        status, headers, answer = reply
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _wait_for_the_caller(self) -> None:
        """This is silent until the caller hangs up, or the server ends."""
        self.connection.settimeout(0.02)
        for _ in range(int(LONGEST_SILENCE_SECONDS / 0.02)):
            if self.server.is_over.is_set():
                return
            try:
                if not self.connection.recv(1):
                    return
            except TimeoutError:
                continue
            except OSError:
                return
