"""An SMTP server that keeps what it took, and fails exactly where a test wants it to.

It speaks the protocol on a real socket. At each phase it answers as told:
``CONNECT``, ``MAIL``, ``RCPT``, ``DATA`` (before 354), ``BODY`` (after the first
line of the message), ``DOT`` (the message is stored, no answer given yet).
"""

import socketserver
import threading
from collections import defaultdict
from dataclasses import dataclass, field

OK = {"CONNECT": "220 ready", "MAIL": "250 ok", "RCPT": "250 ok", "DATA": "354 go on"}


class Drop:
    """Close the connection without a word."""


@dataclass
class Hold:
    """Say nothing until released; ``reached`` tells the test that the sender is there."""

    then: object = None
    reached: threading.Event = field(default_factory=threading.Event)
    released: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True)
class Stored:
    """One message that the server took in whole, and for whom."""

    to: str
    message: bytes


class Dropped(Exception):
    pass


class Relay(socketserver.ThreadingTCPServer):
    """Listens on a free loopback port; ``stored`` counts what really arrived."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Session)
        self.stored: list[Stored] = []
        self.senders: list[str] = []
        self.connections = 0
        self._scripts = defaultdict(list)
        self._lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.server_address[1]}"

    def on(self, phase: str, *actions) -> None:
        """At the next passages of ``phase`` do ``actions``, one each: a reply, Drop or Hold."""
        with self._lock:
            self._scripts[phase] += actions

    def next_action(self, phase: str):
        with self._lock:
            return self._scripts[phase].pop(0) if self._scripts[phase] else None

    def to(self, address: str) -> list[bytes]:
        return [stored.message for stored in self.stored if stored.to == address]

    def __enter__(self):
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()


class Session(socketserver.StreamRequestHandler):
    """One connection of a sender."""

    disable_nagle_algorithm = True

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
            self.recipient = None
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
                self.act(self.server.next_action("BODY"))
        action = self.server.next_action("DOT")
        if not (isinstance(action, str) and action[0] in "45"):
            self.server.stored.append(Stored(self.recipient, b"".join(lines)))
        self.say(self.act(action) or "250 stored")

    def answer(self, phase):
        reply = self.act(self.server.next_action(phase)) or OK[phase]
        self.say(reply)
        return reply

    def act(self, action):
        if isinstance(action, Hold):
            action.reached.set()
            action.released.wait(60)
            return self.act(action.then)
        if action is Drop:
            raise Dropped
        return action

    def say(self, line):
        self.wfile.write(line.encode() + b"\r\n")
