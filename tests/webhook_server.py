"""A real server on loopback that takes webhooks and answers as it is told."""

import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Receiver:
    """status: of each answer. manner: well, redirect, drip, endless, silent."""

    status: int = 200
    manner: str = "well"
    calls: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    server: Any = None

    @property
    def port(self) -> int:
        return int(self.server.server_address[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    def __enter__(self) -> "Receiver":
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.calls.append((self.path, {name.lower(): said for name, said in self.headers.items()}, body))
                receiver.answer(self)

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        try:
            if self.manner == "redirect":
                handler.send_response(302)
                handler.send_header("Location", self.url + "-elsewhere")
                handler.end_headers()
            elif self.manner == "drip":
                handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
                for n in range(400):
                    handler.wfile.write(f"X-{n}: 1\r\n".encode())
                    handler.wfile.flush()
                    time.sleep(0.05)
            elif self.manner == "endless":
                handler.send_response(200)
                handler.end_headers()
                for _ in range(4000):
                    handler.wfile.write(b"x" * 65536)
            elif self.manner == "silent":
                time.sleep(5)
            else:
                handler.send_response(self.status)
                handler.send_header("Content-Length", "0")
                handler.end_headers()
        except OSError:
            pass

    def __exit__(self, *_: Any) -> None:
        self.server.shutdown()
        self.server.server_close()
