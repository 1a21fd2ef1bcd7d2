"""An SMTP server that keeps what it took, and fails exactly where a test wants it to.

It speaks the protocol on a real socket. At each phase it answers as told:
``CONNECT``, ``MAIL``, ``RCPT``, ``DATA`` (before 354), ``BODY`` (after the first
line of the message), ``DOT`` (the message is stored, no answer given yet).
"""

import socket
import socketserver
import threading
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

OK = {"CONNECT": "220 ready", "MAIL": "250 ok", "RCPT": "250 ok", "DATA": "354 go on"}


class Drop:
    """Close the connection without a word."""


@dataclass
class Hold:
    """Say nothing until released; ``reached`` tells the test that the sender is there.

    ``peer`` is the port from which the sender speaks.
    """

    then: object = None
    reached: threading.Event = field(default_factory=threading.Event)
    released: threading.Event = field(default_factory=threading.Event)
    peer: int = 0


@dataclass(frozen=True)
class Late:
    """Answer as always, but only after so many seconds."""

    seconds: float


@dataclass(frozen=True)
class Meanwhile:
    """Something else happens before the answer."""

    happens: Callable[[], None]


@dataclass(frozen=True)
class Stored:
    """One message that the server took in whole, and for whom."""

    to: str
    message: bytes


class Dropped(Exception):
    pass


class Relay(socketserver.ThreadingTCPServer):
    """Listens on a free loopback port; ``stored`` counts what really arrived.

    With a ``journal`` each message is also put into that Maildir, before it is answered for.
    """

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Session)
        self.stored: list[Stored] = []
        self.senders: list[str] = []
        self.connections = 0
        self.journal: Path | None = None
        self._scripts = defaultdict(list)
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._ended = threading.Event()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.server_address[1]}"

    def on(self, phase: str, *actions, to: str = "") -> None:
        """At the next passages of ``phase`` do ``actions``, one each.

        An action is a reply, Drop, Hold, Late or Meanwhile. ``to`` reserves them for the mail
        to one recipient, who is known from RCPT on.
        """
        with self._lock:
            self._scripts[phase, to] += actions

    def next_action(self, phase: str, to: str = ""):
        with self._lock:
            script = self._scripts[phase, to] or self._scripts[phase, ""]
            return script.pop(0) if script else None

    def to(self, address: str) -> list[bytes]:
        return [stored.message for stored in self.stored if stored.to == address]

    def keep(self, to: str, message: bytes) -> None:
        with self._lock:
            self.stored.append(Stored(to, message))
            number = len(self.stored)
        if self.journal:
            copy = self.journal / "tmp" / f"{number}.relay"
            copy.write_bytes(message)
            copy.rename(self.journal / "new" / copy.name)

    def wait(self, seconds: float, event: threading.Event | None = None) -> None:
        """Let time pass, but not beyond the end of the test."""
        (event or self._ended).wait(seconds)

    # Being there and being away -----------------------------------------------

    def listen(self) -> None:
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    def go_away(self) -> None:
        """Hang up on everybody, whatever they were saying, and refuse new connections."""
        self.shutdown()
        self.server_close()
        with self._lock:
            for connection in self._open:
                with suppress(OSError):  # it has hung up by itself
                    connection.shutdown(socket.SHUT_RDWR)

    def come_back(self) -> None:
        self.socket = socket.socket(self.address_family, self.socket_type)
        self.server_bind()
        self.server_activate()
        self.listen()

    def process_request(self, request, client_address):
        with self._lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request):
        with self._lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def __enter__(self):
        self.listen()
        return self

    def __exit__(self, *_):
        self._ended.set()
        self.shutdown()
        self.server_close()


class Session(socketserver.StreamRequestHandler):
    """One connection of a sender."""

    disable_nagle_algorithm = True
    recipient = ""

    def handle(self):
        self.server.connections += 1
        try:
            self.answer("CONNECT")
            while line := self.rfile.readline():
                if not self.command(line.decode("ascii").strip()):
                    return
        except (Dropped, ConnectionError):
            return

    def command(self, line):
        verb = line[:4].upper()
        if verb in ("EHLO", "HELO"):
            self.say("250 relay.example")
        elif verb == "MAIL":
            self.recipient = ""
            self.server.senders.append(line[line.index("<") + 1 : line.index(">")])
            self.answer("MAIL")
        elif verb == "RCPT":
            self.recipient = line[line.index("<") + 1 : line.index(">")]
            self.answer("RCPT")
        elif verb == "DATA":
            if self.answer("DATA").startswith("354"):
                self.message()
        elif verb == "QUIT":
            self.say("221 bye")
            return False
        else:
            self.say("250 ok")
        return True

    def message(self):
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                raise Dropped
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
            if len(lines) == 1:
                self.act(self.server.next_action("BODY", self.recipient))
        action = self.server.next_action("DOT", self.recipient)
        if not (isinstance(action, str) and action[0] in "45"):
            self.server.keep(self.recipient, b"".join(lines))
        self.say(self.act(action) or "250 stored")

    def answer(self, phase):
        reply = self.act(self.server.next_action(phase, self.recipient)) or OK[phase]
        self.say(reply)
        return reply

    def act(self, action):
        if isinstance(action, Hold):
            action.peer = self.client_address[1]
            action.reached.set()
            self.server.wait(60, action.released)
            return self.act(action.then)
        if isinstance(action, Late):
            return self.server.wait(action.seconds)
        if isinstance(action, Meanwhile):
            return action.happens()
        if action is Drop:
            raise Dropped
        return action

    def say(self, line):
        self.wfile.write(line.encode() + b"\r\n")
