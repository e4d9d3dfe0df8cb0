"""A virus scanner that speaks clamd's protocol and knows one signature."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SIGNATURE = b"what our own scanner looks for"
VERSION = "ClamAV 1.4.3/27800/Thu Nov 19 09:26:01 2026"


class _Desk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        command = b""
        while not command.endswith(b"\0"):
            command += self.rfile.read(1)
        answer = VERSION if command == b"zVERSION\0" else self._verdict()
        self.wfile.write(answer.encode() + b"\0")

    def _verdict(self) -> str:
        received = b""
        while length := struct.unpack("!I", self.rfile.read(4))[0]:
            received += self.rfile.read(length)
        if len(received) > 5_000_000:
            return "INSTREAM size limit exceeded. ERROR"
        return "stream: Own.Signature-1 FOUND" if SIGNATURE in received else "stream: OK"


@contextmanager
def scanner(socket: Path | None = None) -> Iterator[str]:
    """Its address while it runs: at a port of its own, or at the path of a socket."""
    server: socketserver.BaseServer
    if socket is not None:
        server, address = socketserver.ThreadingUnixStreamServer(str(socket), _Desk), str(socket)
    else:
        server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Desk)
        address = f"127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield address
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
