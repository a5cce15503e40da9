"""A wire between browser and server that can be cut: a TCP proxy on loopback, real sockets."""

import contextlib
import select
import socket
import threading
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

SLICE = 65536  # bytes moved at once
LOOK = 0.05  # seconds between looks at whether the wire was cut
HEAD = "HTTP/1.1 {}\r\nContent-Type: text/html\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{}"


class Wire:
    """Forwards every connection to ``server`` until it is cut, or told to answer by itself."""

    def __init__(self, server: str) -> None:
        address = urlsplit(server)
        self._server = (address.hostname or "localhost", address.port or 80)
        self._listener: socket.socket | None = None
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._own_answer = b""
        self._answered = b""  # how the requests begin that are answered so
        self._deaf = False
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def __enter__(self) -> Self:
        self.restore()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.cut()

    def cut(self) -> None:
        """Close the door and every connection: nothing goes through, nobody listens."""
        with self._lock:
            sockets, self._open = self._open, set()
            listener, self._listener = self._listener, None
        if listener:
            _close(listener)  # closing alone would not wake who waits in accept
        for each in sockets:
            _close(each)

    def restore(self) -> None:
        """Listen again at the same port."""
        self._own_answer, self._deaf = b"", False
        if self._listener is None:
            self._listener = socket.create_server(("127.0.0.1", self.port), backlog=64)
            self.port = self._listener.getsockname()[1]
            threading.Thread(target=self._accept, args=[self._listener], daemon=True).start()

    def answer(self, status: str, body: str = "<h1>Not ours</h1>", *, to: str = "") -> None:
        """From now on answer requests that begin with ``to``; none of them reaches the server."""
        self._own_answer = HEAD.format(status, len(body), body).encode()
        self._answered = to.encode()

    def lose_answers(self) -> None:
        """From now on requests reach the server, and each answer is cut off before it is heard."""
        self._deaf = True

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                browser, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=[browser], daemon=True).start()

    def _serve(self, browser: socket.socket) -> None:
        try:
            server = socket.create_connection(self._server)
        except OSError:
            return _close(browser)
        pair = {browser, server}
        for each in pair:
            each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # what came goes on at once
        with self._lock:
            self._open |= pair
        try:
            self._forward(browser, server)
        except (OSError, ValueError):
            pass  # cut; a closed socket that is waited for is a ValueError
        finally:
            with self._lock:
                self._open -= pair
            for each in pair:
                _close(each)
        return None

    def _forward(self, browser: socket.socket, server: socket.socket) -> None:
        while True:
            ready, _, _ = select.select([browser, server], [], [], LOOK)
            for end in ready:
                data = end.recv(SLICE)
                if not data:
                    return
                if end is browser and self._own_answer and data.startswith(self._answered):
                    browser.sendall(self._own_answer)
                    return
                if end is server and self._deaf:
                    return
                (server if end is browser else browser).sendall(data)


def _close(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
