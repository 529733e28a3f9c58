// stomp-broker-js on loopback: WebSocket at /stomp, with the version's own defaults.

const http = require('node:http');
const StompServer = require('stomp-broker-js');

const server = http.createServer();
new StompServer({server, path: '/stomp'});
server.listen(Number(process.argv[2]), '127.0.0.1');
