#!/usr/bin/env python3
"""A broker that attacks whoever reads about it, for tests of the whole program.

Usage: hostile_broker.py PORT

It serves the golden dialogue, so that it is judged at all, and puts into every header, body and
ERROR that it may, and into its own output, what acts on terminals, pages, documents and CI systems.
It dies of the second message of a transaction.
"""

import os
import re
import signal
import sys

import mortal_broker

ATTACKS = [
    b"</script><script>owned()</script>", b"<img src=x onerror=owned()>", b"<!-- ", b"]]>",
    b"&lt;&#x1b;", b"\x1b[31m\x1b]0;owned\x07", b"\xc2\x9b31m", b"\x08\x08\x7f",
    "\u202eowned\u2066\u200f\u2028\ufeff\u00ad".encode(), b"\xff\xfe\xc0\xaf\xed\xa0\x80",
    b"::add-path::/owned", b"##[error]owned", b"[owned](javascript:owned()) ![x](http://owned/x)",
    b"`` ` ``` | owned |", b"${{ owned }} $(owned) %0Aowned", b"'\"\\ \\u001b",
]
TEXT = b" ".join(attack for attack in ATTACKS if b"\xff" not in attack)
LINE = b" ".join(ATTACKS)
BODY = LINE + b"\x00\r\n::add-path::/owned\r\n" + b"\n".join(ATTACKS)


def escaped(octets):
    """For a header of 1.1 or 1.2."""
    return octets.replace(b"\\", b"\\\\").replace(b":", b"\\c").replace(b"\r", b"\\r")


def answer(connection, frame):
    head, _, body = frame.partition(b"\n\n")
    command = head.split(b"\n")[0].strip()
    headers = dict(re.findall(rb"\n([^:\n]+):([^\n\r]*)", head))
    text, attack = escaped(TEXT), escaped(LINE)
    if command in (b"CONNECT", b"STOMP"):
        version = headers.get(b"accept-version", b"1.0").split(b",")[-1]
        connection.sendall(b"CONNECTED\nversion:" + version + b"\nserver:" + text
                           + b"\nsession:" + text + b"\n\n\0")
    elif command == b"SUBSCRIBE":
        with mortal_broker.lock:
            mortal_broker.subscriptions.append((headers.get(b"destination"), connection,
                                                headers.get(b"id", b"")))
    elif command == b"SEND" and b"transaction" in headers and body == b"2":
        sys.stdout.buffer.write(BODY + b"\n")
        sys.stdout.buffer.flush()
        os.kill(os.getpid(), signal.SIGSEGV)
    elif command == b"SEND":
        golden = not set(headers) - {b"destination", b"receipt", b"content-length"}
        mortal_broker.deliver(headers, body if golden else BODY)
    elif command not in (b"ACK", b"NACK", b"UNSUBSCRIBE", b"DISCONNECT", b"BEGIN",
                         b"COMMIT", b"ABORT"):
        connection.sendall(b"ERROR\nmessage:" + attack + b"\n" + attack + b":" + attack
                           + b"\ncontent-length:" + str(len(BODY)).encode() + b"\n\n" + BODY
                           + b"\0")
    if b"receipt" in headers:
        connection.sendall(b"RECEIPT\nreceipt-id:" + headers[b"receipt"] + b"\nx:" + text
                           + b"\n\n\0")


if __name__ == "__main__":
    mortal_broker.answer = answer
    sys.argv.append("a word that nobody says")  # which would be the death of it, too
    mortal_broker.main()
