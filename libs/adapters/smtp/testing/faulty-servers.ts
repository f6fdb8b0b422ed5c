import type { Socket } from 'node:net';
import type { SMTPServerDataStream } from 'smtp-server';
import { startListener, startMailServer } from './mail-server.js';

const refusal = (responseCode: number, text: string) => Object.assign(new Error(text), { responseCode });

export const refusingSender = (code: number, text: string) =>
  startMailServer({ onMailFrom: (_, __, done) => done(refusal(code, text)) });

export const refusingReceivers = (code: number, text: string, who: RegExp) =>
  startMailServer({ onRcptTo: ({ address }, _, done) => done(who.test(address) ? refusal(code, text) : null) });

export const refusingContent = (code: number, text: string) =>
  startMailServer({ onData: (stream, _, done) => whenRead(stream, () => done(refusal(code, text))) });

export const refusingLogin = (code: number, text: string) =>
  startMailServer({ onAuth: (_, __, done) => done(refusal(code, text)) });

export const hangingAfterContent = () => startMailServer({ onData: (stream) => whenRead(stream, () => undefined) });

/** It has the mail, and nobody learns of it. */
export async function dyingAfterContent() {
  const server = await startMailServer({ onData: (stream) => whenRead(stream, () => server.hangUp()) });
  return server;
}

function whenRead(stream: SMTPServerDataStream, act: () => void): void {
  stream.resume();
  stream.on('end', act);
}

export const saying = (text: string) => startListener((socket) => socket.write(text));

export const resetting = () => startListener((socket) => socket.resetAndDestroy());

/** An answer that goes on and on. */
export const dripping = () =>
  startListener((socket: Socket) => {
    socket.write('220 at your service\r\n');
    const timer = setInterval(() => (socket.destroyed ? clearInterval(timer) : socket.write('250-and\r\n')), 50);
  });
