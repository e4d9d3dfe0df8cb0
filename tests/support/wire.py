"""A network between browser and server that is slow, breaks, and comes back."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator

from tests.core.working import wait_until

_CHUNK = 16_384
# A slow line holds little. What a cut destroys of a busy machine's large buffers would be counted as sent in vain.
_BUFFER = 65_536


class Wire:
    """Listens on a port of its own and passes everything on; `bytes_per_second` limits what goes to the server."""

    def __init__(self, target_port: int) -> None:
        self.bytes_per_second: int | None = None
        self.passed = 0
        self._is_down = False
        self._target = ("127.0.0.1", target_port)
        self._open: set[socket.socket] = set()
        self._listener = socket.socket()
        # Before it listens: only so does it hold for what is accepted.
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER)
        self._listener.bind(("127.0.0.1", 0))
        self._listener.listen()
        self.port = int(self._listener.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._accept, daemon=True).start()

    def let_pass(self, count: int) -> None:
        """Wait until so many bytes more have gone to the server."""
        goal = self.passed + count
        wait_until(lambda: self.passed >= goal)

    def cut(self) -> None:
        """Break every connection; new ones are still let through."""
        for end in list(self._open):
            _close(end)
            self._open.discard(end)

    @contextlib.contextmanager
    def down(self) -> Iterator[None]:
        """No connection at all until the block ends."""
        self._is_down = True
        self.cut()
        try:
            yield
        finally:
            self._is_down = False

    def close(self) -> None:
        _close(self._listener)
        self.cut()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _address = self._listener.accept()
                self._join(client)

    def _join(self, client: socket.socket) -> None:
        try:
            if self._is_down:
                raise ConnectionRefusedError
            server = socket.create_connection(self._target)
            server.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _BUFFER)
        except OSError:
            _close(client)
            return
        self._open |= {client, server}
        threading.Thread(target=self._pass_on, args=(client, server, True), daemon=True).start()
        threading.Thread(target=self._pass_on, args=(server, client, False), daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket, is_upwards: bool) -> None:  # noqa: FBT001 # of a thread
        with contextlib.suppress(OSError):
            while data := source.recv(_CHUNK):
                if is_upwards:
                    self.passed += len(data)
                    time.sleep(len(data) / self.bytes_per_second if self.bytes_per_second else 0)
                target.sendall(data)
        for end in (source, target):
            _close(end)
            self._open.discard(end)


def _close(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
