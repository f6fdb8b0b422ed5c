import { EventEmitter } from 'node:events';
import type { Writable } from 'node:stream';
import { beforeEach, expect, it } from '@jest/globals';
import type { TakenMessages } from './message-batch.js';
import { Outlet } from './outlet.js';

const KIB = 1024;

it('sends in one go what is written in one go, before anything else gets its turn', async () => {
  for (let n = 0; n < 3; n++) outlet.write(Buffer.alloc(10));
  await Promise.resolve().then(() => outlet.write(Buffer.alloc(10)));
  await new Promise(setImmediate);
  expect(call.sizes).toEqual([60]);
});

it('does not gather more than 32 KiB', () => {
  for (let n = 0; n < 5; n++) outlet.write(Buffer.alloc(20 * KIB));
  expect(call.sizes.length).toBe(2);
});

it('is ready until two batches wait for the client, and again when one of them is taken', async () => {
  outlet.write(Buffer.alloc(40 * KIB));
  expect(outlet.ready).toBe(true);
  outlet.write(Buffer.alloc(40 * KIB));
  expect(outlet.ready).toBe(false);
  let hasRoom = false;
  const room = outlet.room().then(() => (hasRoom = true));
  await new Promise(setImmediate);
  expect(hasRoom).toBe(false);
  call.take();
  await room;
  expect(outlet.ready).toBe(true);
});

it('waits no longer when the client has left, and sends it nothing more', async () => {
  for (let n = 0; n < 2; n++) outlet.write(Buffer.alloc(40 * KIB));
  outlet.write(Buffer.alloc(10));
  const room = outlet.room();
  call.emit('cancelled');
  await room;
  await new Promise(setImmediate);
  expect([outlet.closed, call.sizes.length]).toEqual([true, 2]);
});

it.each([
  ['it ends', () => outlet.end()],
  ['it fails', () => outlet.fail(new Error('x'))],
])('sends what was written before %s', (_what, end) => {
  outlet.write(Buffer.alloc(10));
  end();
  outlet.write(Buffer.alloc(10));
  expect([call.sizes, call.ended]).toEqual([[15], true]);
});

/** What gRPC hands to a handler, as far as an outlet uses it. Sizes are with the messages' headers. */
class Call extends EventEmitter {
  readonly sizes: number[] = [];
  ended = false;
  private readonly waiting: (() => void)[] = [];

  write(batch: TakenMessages, taken: () => void): void {
    this.sizes.push(batch.byteLength + 5);
    this.waiting.push(taken);
  }

  take(): void {
    this.waiting.shift()!();
  }

  end(): void {
    this.ended = true;
  }
}

let call: Call;
let outlet: Outlet;
beforeEach(() => {
  call = new Call();
  call.on('error', () => call.end());
  outlet = new Outlet(call as unknown as Writable, () => undefined);
});
