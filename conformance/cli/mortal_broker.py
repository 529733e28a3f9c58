#!/usr/bin/env python3
"""A small STOMP broker that dies of one frame, for tests of the runner.

Usage: mortal_broker.py PORT WORD [FILE]

It answers CONNECT, SUBSCRIBE, SEND and receipts: enough for the golden dialogue and simple cases.
It dies by SIGSEGV when it reads WORD, after having said so; where that is twice:WORD, when it reads
it in a second frame, of whomever; where that is hang:WORD, it lives on and answers nobody any more.
Each start adds a line to FILE.
"""

import os
import re
import signal
import socket
import sys
import threading


def main():
    port, word = int(sys.argv[1]), sys.argv[2].encode()
    if len(sys.argv) > 3:
        with open(sys.argv[3], "a", encoding="ascii") as file:
            print(os.getpid(), file=file)
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen(64)
    print("mortal broker is up", flush=True)
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=serve, args=(connection, word), daemon=True).start()


subscriptions = []  # (destination, connection, id)
lock = threading.Lock()
hung = threading.Event()
met = []  # frames with the word of twice:


def serve(connection, word):
    octets = b""
    try:
        while more := connection.recv(65536):
            octets += more
            if word.startswith(b"hang:") and word[5:] in octets:
                hung.set()
            if hung.is_set():
                continue
            if word in octets:
                die(word)
            while b"\0" in octets:
                frame, octets = octets.split(b"\0", 1)
                if word.startswith(b"twice:") and word[6:] in frame:
                    met.append(frame)
                    if len(met) == 2:
                        die(word)
                answer(connection, frame.lstrip(b"\r\n"))
    except OSError:
        pass


def die(word):
    print("cannot bear", word.decode(), flush=True)
    os.kill(os.getpid(), signal.SIGSEGV)


def answer(connection, frame):
    head, _, body = frame.partition(b"\n\n")
    command = head.split(b"\n")[0]
    headers = dict(re.findall(rb"\n([^:\n]+):([^\n]*)", head))
    if command in (b"CONNECT", b"STOMP"):
        version = headers.get(b"accept-version", b"1.0").split(b",")[-1]
        connection.sendall(b"CONNECTED\nversion:" + version + b"\n\n\0")
    elif command == b"SUBSCRIBE":
        with lock:
            subscriptions.append((headers[b"destination"], connection, headers.get(b"id", b"")))
    elif command == b"SEND":
        deliver(headers, body)
    if b"receipt" in headers:
        connection.sendall(b"RECEIPT\nreceipt-id:" + headers[b"receipt"] + b"\n\n\0")


def deliver(headers, body):
    with lock:
        for destination, connection, name in subscriptions:
            if destination != headers.get(b"destination"):
                continue
            try:
                connection.sendall(b"MESSAGE\nsubscription:" + name + b"\nmessage-id:1\n"
                                   b"destination:" + destination + b"\n\n" + body + b"\0")
            except OSError:
                pass


if __name__ == "__main__":
    main()
