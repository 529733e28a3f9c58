# The sender of the RocketMQ STOMP document, as printed there but for two things: the parameters
# come from the command line, and among them are the number of messages and the pause between them.

import base64
import hmac
import sys
import time
from hashlib import sha1

from stompest.config import StompConfig
from stompest.protocol import StompSpec
from stompest.sync import Stomp

brokerUrl, accessKey, secretKey, INSTANCE, QUEUE, COUNT, PAUSE = sys.argv[1:]

clientId = 'send_01'
passcode = base64.b64encode(
    hmac.new(secretKey.encode(), clientId.encode(), sha1).digest()).decode()

CONFIG = StompConfig(brokerUrl, accessKey, passcode, StompSpec.VERSION_1_2)

if __name__ == '__main__':
    client = Stomp(CONFIG)
    client.connect(
        {
            'client-id': clientId,
            'instance-id': INSTANCE
        })
    for i in range(1, int(COUNT) + 1):
        msg = 'm_' + str(i)
        print('send :' + msg)
        client.send(QUEUE, msg.encode(), {StompSpec.RECEIPT_HEADER: str(i)})
        frame = client.receiveFrame()
        print('resp: %s' % frame.info())
        time.sleep(float(PAUSE))
