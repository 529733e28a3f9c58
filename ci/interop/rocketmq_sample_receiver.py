# The receiver of the RocketMQ STOMP document, as printed there but for three things: the parameters
# come from the command line, it stops after COUNT messages, and it flushes what it prints.

import base64
import hmac
import sys
from hashlib import sha1

from stompest.config import StompConfig
from stompest.protocol import StompSpec
from stompest.sync import Stomp

brokerUrl, accessKey, secretKey, INSTANCE, QUEUE, COUNT = sys.argv[1:]
sys.stdout.reconfigure(line_buffering=True)

clientId = 'recv_01'
passcode = base64.b64encode(
    hmac.new(secretKey.encode(), clientId.encode(), sha1).digest()).decode()

CONFIG = StompConfig(brokerUrl, accessKey, passcode, StompSpec.VERSION_1_2)

if __name__ == '__main__':
    client = Stomp(CONFIG)
    client.connect(
        {
            'client-id': clientId,
            'instance-id': INSTANCE,
        })
    client.subscribe(QUEUE, {
        StompSpec.ACK_HEADER: StompSpec.ACK_CLIENT_INDIVIDUAL,
        StompSpec.ID_HEADER: '001',
        StompSpec.RECEIPT_HEADER: "R001"
    })
    frame = client.receiveFrame()
    print('recv: %s' % frame.info())

    for _ in range(int(COUNT)):
        frame = client.receiveFrame()
        print('recv: %s' % frame.info())
        client.ack(frame)
    client.disconnect()
