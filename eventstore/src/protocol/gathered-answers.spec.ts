import { beforeEach, expect, it } from '@jest/globals';
import type { ServerInterceptingCallInterface } from '@grpc/grpc-js';
import { GatheredAnswers } from './gathered-answers.js';
import { MessageBatch } from './message-batch.js';

it('takes further answers while those before them are on their way, up to 64 KiB', () => {
  for (let n = 0; n < 3; n++) answer(Buffer.alloc(20 * 1024));
  expect(taken).toBe(3);
  answer(Buffer.alloc(20 * 1024));
  expect([line.length, taken]).toEqual([4, 3]);
  line.shift()!();
  expect(taken).toBe(4);
});

it('counts what leaves in one batch', () => {
  const batch = new MessageBatch();
  for (let n = 0; n < 3; n++) {
    batch.add(Buffer.alloc(20 * 1024));
    answer(batch.take());
  }
  expect([line.length, taken]).toEqual([3, 3]);
});

it('takes one answer at a time of those whose size nobody knows yet', () => {
  answer({ a: 'message' });
  expect([line.length, taken]).toEqual([1, 0]);
  line.shift()!();
  expect(taken).toBe(1);
});

it('holds an answer back until enough of those before it are sent', () => {
  answer(Buffer.alloc(60 * 1024));
  answer(Buffer.alloc(100 * 1024));
  line.shift()!();
  expect(taken).toBe(1);
  line.shift()!();
  expect(taken).toBe(2);
});

let taken = 0;
let line: (() => void)[] = [];
let call: GatheredAnswers;
beforeEach(() => {
  [taken, line] = [0, []];
  const http2 = { sendMetadata: () => undefined, sendMessage: (_: unknown, sent: () => void) => void line.push(sent) };
  call = new GatheredAnswers(http2 as unknown as ServerInterceptingCallInterface);
});

const answer = (message: unknown): void => call.sendMessage(message, () => void (taken += 1));
