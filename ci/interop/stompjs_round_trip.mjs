// A round trip through a broker with @stomp/stompjs in STOMP 1.0, 1.1 and 1.2: over TCP, or, where
// $STOMP_WEBSOCKET has a URL, over WebSocket.
//
// Connect, subscribe, publish, acknowledge, commit and abort a transaction, unsubscribe,
// disconnect; then a connection that heart-beats alone keep alive. The broker is described by the
// environment, which run.py fills; run.py also copies this file beside the packages it imports.

import assert from 'node:assert/strict';

import { readFileSync } from 'node:fs';

import { Client, Versions } from '@stomp/stompjs';
import { TCPWrapper } from '@stomp/tcp-wrapper';
import { WebSocket } from 'ws';

const host = process.env.STOMP_HOST;
const port = Number(process.env.STOMP_PORT);
const answerMsMax = 10_000; // for any one answer; they come in milliseconds
// A loaded machine delays a beat by hundreds of milliseconds.
const heartBeatMs = 1000;

const webSocketUrl = process.env.STOMP_WEBSOCKET;
const ca = process.env.STOMP_CA ? readFileSync(process.env.STOMP_CA) : undefined;

// The sub-protocol is that of the one version; the server must choose it.
function connection(versions) {
  if (!webSocketUrl) return new TCPWrapper(host, port);
  const offered = versions.protocolVersions();
  const socket = new WebSocket(webSocketUrl, offered, { ca });
  socket.on('open', () => {
    if (socket.protocol !== offered[0]) fail(`the server chose "${socket.protocol}"`);
  });
  return socket;
}

// A queue whose reader waits.
class Mailbox {
  #items = [];
  #readers = [];

  put(item) {
    const reader = this.#readers.shift();
    if (reader) reader(item);
    else this.#items.push(item);
  }

  take(waitingFor) {
    if (this.#items.length > 0) return Promise.resolve(this.#items.shift());
    return new Promise((resolve, reject) => {
      const giveUp = () => reject(new Error(`nothing came for: ${waitingFor}`));
      const timer = setTimeout(giveUp, answerMsMax);
      this.#readers.push(item => {
        clearTimeout(timer);
        resolve(item);
      });
    });
  }
}

class RoundTrip {
  #version;
  #destination;
  #client;
  #connected = new Mailbox();
  #disconnected = new Mailbox();
  #receipts = new Mailbox();
  #messages = new Mailbox();
  #beats = new Mailbox();
  #subscription;

  constructor(version, destination, options = {}) {
    this.#version = version;
    this.#destination = destination;
    const headers = JSON.parse(process.env.STOMP_CONNECT_HEADERS);
    if (process.env.STOMP_VHOST) headers.host = process.env.STOMP_VHOST;
    const versions = new Versions([version]);
    this.#client = new Client({
      webSocketFactory: () => connection(versions),
      connectHeaders: {
        login: process.env.STOMP_LOGIN,
        passcode: process.env.STOMP_PASSCODE,
        ...headers,
      },
      stompVersions: versions,
      reconnectDelay: 0,
      onConnect: frame => this.#connected.put(frame),
      onDisconnect: frame => this.#disconnected.put(frame),
      onStompError: frame => fail(`the broker sent ${frame}`),
      onUnhandledMessage: frame => fail(`unexpected ${frame}`),
      onUnhandledReceipt: frame => this.#receipts.put(frame.headers['receipt-id']),
      onUnhandledFrame: frame => fail(`unexpected ${frame}`),
      onHeartbeatReceived: () => this.#beats.put('beat'),
      onHeartbeatLost: () => fail('the client missed the heart-beats of the broker'),
      ...options,
    });
  }

  async run() {
    const connected = await this.#connect();
    if (this.#version !== '1.0') {
      assert.match(connected.headers['heart-beat'] ?? '0,0', /^\d+,\d+$/);
    }
    await this.#publishAndAcknowledge();
    await this.#commit();
    await this.#abort();
    await this.#disconnect();
  }

  // Nothing but beats crosses the wire for long enough that either side would have given up.
  async keepAlive() {
    await this.#connect();
    for (let beat = 1; beat <= 4; ++beat) await this.#beats.take(`heart-beat ${beat}`);
    await this.#publish('still connected');
    (await this.#takeMessage('still connected')).ack();
    await this.#disconnect();
  }

  async #connect() {
    this.#client.activate();
    const frame = await this.#connected.take('CONNECTED');
    assert.equal(this.#client.connectedVersion, this.#version);
    // STOMP 1.0 has no client-individual.
    const ack = this.#version === '1.0' ? 'client' : 'client-individual';
    this.#subscription = this.#client.subscribe(
      this.#destination, message => this.#messages.put(message), { ack, receipt: 'subscribed' });
    await this.#takeReceipt('subscribed');
    return frame;
  }

  async #disconnect() {
    this.#subscription.unsubscribe({ receipt: 'unsubscribed' });
    await this.#takeReceipt('unsubscribed');
    await this.#client.deactivate(); // sends DISCONNECT with a receipt and waits for it
    await this.#disconnected.take('the receipt of DISCONNECT');
  }

  async #publish(body, headers = {}) {
    const destination = this.#destination;
    this.#client.publish({ destination, body, headers: { receipt: 'sent', ...headers } });
    await this.#takeReceipt('sent');
  }

  // Without a receipt: some brokers give it at once, others (RabbitMQ) after the COMMIT.
  #publishWithin(transaction, body) {
    const headers = { transaction: transaction.id };
    this.#client.publish({ destination: this.#destination, body, headers });
  }

  async #takeReceipt(receipt) {
    assert.equal(await this.#receipts.take(`the receipt "${receipt}"`), receipt);
  }

  async #takeMessage(body) {
    const message = await this.#messages.take(`the message "${body}"`);
    assert.equal(message.body, body);
    assert.equal(message.headers.destination, this.#destination);
    return message;
  }

  async #publishAndAcknowledge() {
    // What the escapes are for (STOMP 1.2, Value Encoding); this client uses them in 1.2 only.
    const note = this.#version === '1.2' ? 'colon : newline \n backslash \\' : 'plain';
    const bodies = ['first', 'gr\u00fc\u00dfe \u6d88\u606f', 'nul \0 inside'];
    for (const body of bodies) await this.#publish(body, { note });
    for (const body of bodies) {
      const message = await this.#takeMessage(body);
      assert.equal(message.headers.note, note);
      message.ack({ receipt: 'acknowledged' });
      await this.#takeReceipt('acknowledged');
    }
  }

  async #commit() {
    const transaction = this.#client.begin();
    const bodies = ['committed 1', 'committed 2'];
    for (const body of bodies) this.#publishWithin(transaction, body);
    transaction.commit();
    for (const body of bodies) (await this.#takeMessage(body)).ack();
  }

  async #abort() {
    const transaction = this.#client.begin();
    this.#publishWithin(transaction, 'aborted');
    transaction.abort();
    // Were the aborted one delivered after all, it would come first.
    await this.#publish('after the abort');
    (await this.#takeMessage('after the abort')).ack();
  }
}

function fail(reason) {
  console.log(`@stomp/stompjs: ${reason}`);
  process.exit(1);
}

for (const base of process.env.STOMP_DESTINATIONS.split(',')) {
  for (const version of ['1.0', '1.1', '1.2']) {
    const destination = `${base}-${version.replace('.', '-')}`;
    const cases = { 'round trip': () => new RoundTrip(version, destination).run() };
    if (version !== '1.0') {
      const small = { heartbeatIncoming: heartBeatMs, heartbeatOutgoing: heartBeatMs };
      cases['small heart-beats'] = () => new RoundTrip(version, destination, small).keepAlive();
    }
    for (const [name, run] of Object.entries(cases)) {
      const title = `STOMP ${version}, ${destination}, ${name}`;
      await run().catch(error => fail(`${title}: ${error.stack}`));
      console.log(`@stomp/stompjs, ${title}: passed`);
    }
  }
}
process.exit(0);
