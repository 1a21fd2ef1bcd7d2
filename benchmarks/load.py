"""Requests over connections that stay open, each answered before the next is sent."""

import http.client
import threading
import time


class Client:
    """Asks one server as one person who is signed in."""

    def __init__(self, port: int, cookie: str):
        self.port = port
        self.headers = {"Host": f"localhost:{port}", "Cookie": cookie}

    def seconds_per_answer(self, path: str, *, connections: int, seconds: float) -> float:
        """Wall time of one connection per answer, averaged over about ``seconds``."""
        counts: list[int] = []
        deadline = time.perf_counter() + seconds
        began = time.perf_counter()
        threads = [
            threading.Thread(target=self._ask_until, args=(path, deadline, counts))
            for _ in range(connections)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if len(counts) < connections:
            raise RuntimeError(f"{path} hat nicht geantwortet, wie es soll.")
        return (time.perf_counter() - began) * connections / sum(counts)

    def weight(self, path: str) -> int:
        """The bytes of the answer's body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            return len(self._ask(connection, path))
        finally:
            connection.close()

    def _ask_until(self, path, deadline, counts):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        answers = 0
        while not answers or time.perf_counter() < deadline:
            self._ask(connection, path)
            answers += 1
        connection.close()
        counts.append(answers)

    def _ask(self, connection, path) -> bytes:
        connection.request("GET", path, headers=self.headers)
        response = connection.getresponse()
        body = response.read()
        if response.status != 200:
            raise RuntimeError(f"{path}: {response.status}")
        return body
