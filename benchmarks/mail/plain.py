"""``python -m benchmarks.mail.plain PORT COUNT BYTES``: what SMTP alone can do here.

Sends one message that was made beforehand, again and again over one connection; prints
the seconds that it took.
"""

import smtplib
import sys
import time


def main(port: int, count: int, size: int) -> None:
    line = b"Ein Satz von gut sechzig Zeichen, wie er in einer Mail steht.\r\n"
    message = b"Subject: Probe\r\n\r\n" + line * (size // len(line))
    with smtplib.SMTP("127.0.0.1", port) as smtp:
        began = time.perf_counter()
        for number in range(count):
            smtp.sendmail("portal@forum.example", f"person{number}@forum.example", message)
        print(time.perf_counter() - began)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
