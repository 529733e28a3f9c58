"""A round trip through a broker with stomp.py, in STOMP 1.0, 1.1 and 1.2.

Connect, subscribe, publish, acknowledge, commit and abort a transaction, beat, unsubscribe,
disconnect; each step is waited for by its receipt or its message. The broker is described by the
environment, which run.py fills.
"""

import json
import os
import queue
import sys

import stomp

SECONDS_MAX = 10  # for any one answer; they come in milliseconds
# A loaded machine delays a beat by hundreds of milliseconds; stomp.py grants half a gap.
HEART_BEAT_MS = 1000

CONNECTIONS = {
    "1.0": stomp.Connection10,
    "1.1": stomp.Connection11,
    "1.2": stomp.Connection12,
}


class Mailbox(stomp.ConnectionListener):
    """Sorts what arrives. Receipts and messages may overtake each other; an ERROR ends the wait
    for either."""

    def __init__(self):
        self._arrived = {"message": queue.Queue(), "receipt": queue.Queue(),
                         "heart-beat": queue.Queue(), "end": queue.Queue()}

    def on_message(self, frame):
        self._arrived["message"].put(frame)

    def on_receipt(self, frame):
        self._arrived["receipt"].put(frame)

    def on_heartbeat(self):
        self._arrived["heart-beat"].put(None)

    def on_disconnected(self):
        self._arrived["end"].put(None)

    def on_error(self, frame):
        error = AssertionError(f"the broker sent ERROR {frame.headers} {frame.body!r}")
        for arrived in self._arrived.values():
            arrived.put(error)

    def take(self, kind, waiting_for):
        try:
            frame = self._arrived[kind].get(timeout=SECONDS_MAX)
        except queue.Empty:
            raise AssertionError(f"no {kind} came for: {waiting_for}") from None
        if isinstance(frame, AssertionError):
            raise frame
        return frame

    def take_receipt(self, receipt):
        frame = self.take("receipt", receipt)
        assert frame.headers["receipt-id"] == receipt, (frame.headers, receipt)

    def take_message(self, body):
        frame = self.take("message", repr(body))
        assert frame.body == body, (frame.body, body)
        return frame


class RoundTrip:
    def __init__(self, version, destination):
        self._version = version
        self._destination = destination
        self._mailbox = Mailbox()
        options = {"host_and_ports": [(os.environ["STOMP_HOST"], int(os.environ["STOMP_PORT"]))],
                   "reconnect_attempts_max": 1}
        if version != "1.0":
            options["heartbeats"] = (HEART_BEAT_MS, HEART_BEAT_MS)
            options["vhost"] = os.environ["STOMP_VHOST"]
        self._client = CONNECTIONS[version](**options)
        self._client.set_listener("mailbox", self._mailbox)

    def run(self):
        self._client.connect(os.environ["STOMP_LOGIN"], os.environ["STOMP_PASSCODE"], wait=True,
                             headers=json.loads(os.environ["STOMP_CONNECT_HEADERS"]))
        self._subscribe()
        self._publish_and_acknowledge()
        self._commit()
        self._abort()
        if self._version != "1.0":
            self._beat()
        self._client.unsubscribe(id="s1", receipt="unsubscribed")
        self._mailbox.take_receipt("unsubscribed")
        self._client.disconnect(receipt="bye")
        self._mailbox.take_receipt("bye")
        self._mailbox.take("end", "disconnect")

    def _subscribe(self):
        # STOMP 1.0 has no client-individual.
        mode = "client" if self._version == "1.0" else "client-individual"
        self._client.subscribe(self._destination, id="s1", ack=mode, receipt="subscribed")
        self._mailbox.take_receipt("subscribed")

    def _publish(self, body, **headers):
        self._client.send(self._destination, body, receipt="sent", **headers)
        self._mailbox.take_receipt("sent")

    def _publish_within(self, transaction, body):
        # Without a receipt: some brokers give it at once, others (RabbitMQ) after the COMMIT.
        self._client.send(self._destination, body, transaction=transaction)

    def _acknowledge(self, frame):
        receipt = "acknowledged " + frame.headers["message-id"]
        if self._version == "1.0":
            self._client.ack(frame.headers["message-id"], receipt=receipt)
        elif self._version == "1.1":
            self._client.ack(frame.headers["message-id"], "s1", receipt=receipt)
        else:
            self._client.ack(frame.headers["ack"], receipt=receipt)
        self._mailbox.take_receipt(receipt)

    def _publish_and_acknowledge(self):
        # What the escapes of 1.1 and 1.2 are for; 1.0 has none (STOMP 1.1, Value Encoding).
        note = "plain" if self._version == "1.0" else "colon : newline \n backslash \\"
        bodies = ["first", "gr\u00fc\u00dfe \u6d88\u606f", "nul \0 inside"]
        for body in bodies:
            self._publish(body, note=note)
        for body in bodies:
            frame = self._mailbox.take_message(body)
            assert frame.headers["destination"] == self._destination, frame.headers
            assert frame.headers["note"] == note, frame.headers
            self._acknowledge(frame)

    def _commit(self):
        transaction = self._client.begin()
        self._publish_within(transaction, "committed 1")
        self._publish_within(transaction, "committed 2")
        self._client.commit(transaction, receipt="commit")
        self._mailbox.take_receipt("commit")
        for body in ("committed 1", "committed 2"):
            self._acknowledge(self._mailbox.take_message(body))

    def _abort(self):
        transaction = self._client.begin()
        self._publish_within(transaction, "aborted")
        self._client.abort(transaction, receipt="abort")
        self._mailbox.take_receipt("abort")
        # Were the aborted one delivered after all, it would come first.
        self._publish("after the abort")
        self._acknowledge(self._mailbox.take_message("after the abort"))

    def _beat(self):
        # Long enough for a broker to miss our beats, if they did not reach it.
        for count in range(4):
            self._mailbox.take("heart-beat", f"beat {count + 1}")
        self._publish("still connected")
        self._acknowledge(self._mailbox.take_message("still connected"))


def main():
    for destination in os.environ["STOMP_DESTINATIONS"].split(","):
        for version in CONNECTIONS:
            where = f"{destination}-{version.replace('.', '-')}"
            try:
                RoundTrip(version, where).run()
            except Exception as error:  # pylint: disable=broad-except
                print(f"stomp.py, STOMP {version}, {where}: {error!r}", flush=True)
                return 1
            print(f"stomp.py, STOMP {version}, {where}: passed", flush=True)
    return 0


if __name__ == "__main__":
    # Its threads are not all daemons; a failure must not leave the process hanging on them.
    status = main()
    sys.stdout.flush()
    os._exit(status)
