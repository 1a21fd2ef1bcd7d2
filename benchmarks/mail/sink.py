"""``python -m benchmarks.mail.sink``: an SMTP server that takes all and keeps nothing.

Prints its port, and counts: any line on standard input is answered with how many messages
it has taken so far.
"""

import asyncio
import sys

REPLIES = {b"EHLO": b"250 sink.example\r\n", b"DATA": b"354 go on\r\n", b"QUIT": b"221 bye\r\n"}
taken = 0


async def session(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    global taken
    writer.write(b"220 ready\r\n")
    while line := await reader.readline():
        verb = line[:4].upper()
        writer.write(REPLIES.get(verb, b"250 ok\r\n"))
        if verb == b"QUIT":
            break
        if verb == b"DATA":
            await reader.readuntil(b"\r\n.\r\n")
            taken += 1
            writer.write(b"250 taken\r\n")
    writer.close()


async def main() -> None:
    server = await asyncio.start_server(session, "127.0.0.1", 0, limit=2**20)
    print(server.sockets[0].getsockname()[1], flush=True)
    asked = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(asked), sys.stdin)
    while await asked.readline():
        print(taken, flush=True)


if __name__ == "__main__":
    asyncio.run(main())
