"""A mail server on the loopback interface: it keeps what it is sent, or refuses it."""

import email
import email.policy
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage


class Postbox(socketserver.ThreadingTCPServer):
    """Speaks as much SMTP as a sender needs. ``refusals``: address → the answer it gets;
    ``hangs_up``: it keeps what comes, and says nothing of it.
    """

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self.letters: list[tuple[list[str], EmailMessage]] = []
        self.refusals: dict[str, str] = {}
        self.connections = 0
        self.hangs_up = False

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class Session(socketserver.StreamRequestHandler):
    """One connection."""

    server: Postbox

    def handle(self) -> None:
        self.server.connections += 1
        self.to: list[str] = []
        self.say("220 postbox")
        for line in self.rfile:
            verb, _, rest = line.decode().strip().partition(" ")
            if not self.answer(verb.upper(), rest):
                return

    def answer(self, verb: str, rest: str) -> bool:
        if verb == "RCPT":
            address = rest.partition("<")[2].partition(">")[0]
            refusal = self.server.refusals.get(address, "")
            if not refusal:
                self.to.append(address)
            self.say(refusal or "250 ok")
        elif verb == "DATA":
            self.say("354 go on")
            self.server.letters.append((self.to, self.read()))
            self.to = []
            if self.server.hangs_up:
                return False
            self.say("250 kept")
        else:
            self.say("221 bye" if verb == "QUIT" else "250 ok")
        return verb != "QUIT"

    def read(self) -> EmailMessage:
        lines = []
        for line in self.rfile:
            if line == b".\r\n":
                break
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        message = email.message_from_bytes(b"".join(lines), policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        return message

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@contextmanager
def open_postbox() -> Iterator[Postbox]:
    with Postbox() as postbox:
        thread = threading.Thread(target=postbox.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield postbox
        postbox.shutdown()
        thread.join()
