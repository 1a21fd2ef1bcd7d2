"""An IMAP server with one folder of messages, for what the portal asks of one (RFC 9051).

It speaks the protocol on a real socket: LOGIN, SELECT and EXAMINE, SEARCH by a header or for
what is unseen, FETCH of whole messages, STORE of ``\\Seen``.
"""

import re
import socketserver
import threading
from email import message_from_bytes

PASSWORD = "geheim"


class Imap(socketserver.ThreadingTCPServer):
    """Listens on a free loopback port; ``messages`` is what lies in every folder."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Session)
        self.messages: list[bytes] = []
        self.seen: set[int] = set()

    @property
    def url(self) -> str:
        return f"imap://forum:{PASSWORD}@127.0.0.1:{self.server_address[1]}/"

    def __enter__(self):
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()


class Session(socketserver.StreamRequestHandler):
    def handle(self):
        self.say(b"* OK [CAPABILITY IMAP4rev1] ready")
        while line := self.rfile.readline():
            tag, _, rest = line.decode().strip().partition(" ")
            verb, _, arguments = rest.partition(" ")
            answer = getattr(self, verb.lower(), self.unknown)(arguments)
            self.say(f"{tag} {answer}".encode())
            if verb.upper() == "LOGOUT":
                return

    def say(self, line: bytes):
        self.wfile.write(line + b"\r\n")

    def unknown(self, arguments):
        return "BAD unknown command"

    def capability(self, arguments):
        self.say(b"* CAPABILITY IMAP4rev1")
        return "OK done"

    def login(self, arguments):
        return "OK done" if PASSWORD in arguments else "NO [AUTHENTICATIONFAILED] no"

    def select(self, arguments):
        self.say(f"* {len(self.server.messages)} EXISTS".encode())
        return "OK done"

    examine = select

    def search(self, arguments):
        self.say(b" ".join([b"* SEARCH", *(b"%d" % n for n in self.matching(arguments))]))
        return "OK done"

    def matching(self, arguments):
        if arguments == "UNSEEN":
            return [n for n, _ in self.numbered() if n not in self.server.seen]
        name, value = re.fullmatch(r'HEADER (\S+) "(.*)"', arguments).groups()
        return [n for n, raw in self.numbered() if value in message_from_bytes(raw)[name]]

    def numbered(self):
        return list(enumerate(self.server.messages, start=1))

    def fetch(self, arguments):
        number = int(arguments.split()[0])
        raw = self.server.messages[number - 1]
        self.wfile.write(b"* %d FETCH (BODY[] {%d}\r\n" % (number, len(raw)) + raw + b")\r\n")
        return "OK done"

    def store(self, arguments):
        self.server.seen.add(int(arguments.split()[0]))
        return "OK done"

    def logout(self, arguments):
        self.say(b"* BYE")
        return "OK done"
