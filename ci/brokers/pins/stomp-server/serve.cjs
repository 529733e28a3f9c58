// stomp-server on loopback: WebSocket at /stomp/websocket (it lies under SockJS), open to everyone.

const {StompServer} = require('stomp-server');

const everyone = () => true;
new StompServer('stomp-server', '127.0.0.1', Number(process.argv[2]), '/stomp', everyone, everyone);
