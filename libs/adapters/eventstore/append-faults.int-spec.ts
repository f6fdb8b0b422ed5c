import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { OutcomeUnknown } from '#eventsourcing';
import type { BatchAppendReq } from '@eventstore/db-client/generated/streams_pb.js';
import { EventStoreDbEventStore } from './index.js';
import { breakCall, happened, ScriptedStore, stored, timed } from './testing/index.js';

it('gives an append up that is accepted and never answered, and sends the next on a new line', async () => {
  server.script.batchAppend = (call) => call.resume();
  const append = store.append('a', [happened(1)], 'no-stream');
  expect(await timed(append)).toBeLessThan(10 * PATIENCE);
  await expect(append).rejects.toThrow(OutcomeUnknown);
  await expectRecovery();
});

it('knows at once that it will hear no more of an append when its call ends without an answer', async () => {
  const patient = new EventStoreDbEventStore(server.url, FOR_EVER);
  server.script.batchAppend = (call) => void call.on('data', () => call.end());
  await expect(patient.append('a', [happened(1)], 'no-stream')).rejects.toMatchObject({ cause: { message: expect.stringContaining('ended the call') } });
  await patient.close();
  await expectRecovery();
});

it.each([
  [13, 'broken'],
  [5, 'not leader'],
  [10, 'aborted'],
  [14, 'unavailable'],
  [1, 'cancelled'],
])('takes a call that breaks with code %d (%s) for an unknown outcome', async (code, details) => {
  server.script.batchAppend = (call) => void call.on('data', () => breakCall(call, code, details));
  await expect(store.append('a', [happened(1)], 'no-stream')).rejects.toThrow(OutcomeUnknown);
  await expectRecovery();
});

it('says what is final as it is: a repeat would not help', async () => {
  server.script.batchAppend = (call) => breakCall(call, 16, 'who are you?');
  await expect(store.append('a', [happened(1)], 'no-stream')).rejects.toMatchObject({ type: 'access-denied' });
  await expectRecovery();
});

it('takes an answer that says nothing for an unknown outcome', async () => {
  let answers = 0;
  server.script.batchAppend = (call) =>
    void call.on('data', (request: BatchAppendReq) => {
      const answer = stored(request);
      if (answers++ === 0) answer.clearSuccess();
      call.write(answer);
    });
  await expect(store.append('a', [happened(1)], 'no-stream')).rejects.toThrow(OutcomeUnknown);
  await expectRecovery();
});

it('is not disturbed by an answer that comes too late, or twice', async () => {
  server.script.batchAppend = (call) =>
    void call.on('data', (request: BatchAppendReq) => {
      setTimeout(() => call.write(stored(request)), 2 * PATIENCE);
      setTimeout(() => call.write(stored(request)), 2 * PATIENCE + 1);
    });
  await expect(store.append('a', [happened(1)], 'no-stream')).rejects.toThrow(OutcomeUnknown);
  const patient = new EventStoreDbEventStore(server.url, FOR_EVER);
  expect(await patient.append('a', [happened(1)], 'no-stream')).toBe(0n);
  await patient.close();
  await expectRecovery();
});

it('lets one append wait while the call of another store breaks', async () => {
  const other = await ScriptedStore.start();
  other.script.batchAppend = (call) => void call.on('data', () => breakCall(call, 13, 'broken'));
  server.script.batchAppend = (call) =>
    void call.on('data', (request: BatchAppendReq) => setTimeout(() => call.write(stored(request)), PATIENCE / 2));
  const unlucky = new EventStoreDbEventStore(other.url);
  const waiting = store.append('a', [happened(1), happened(2)], 'no-stream');
  await expect(unlucky.append('a', [happened(1)], 'no-stream')).rejects.toThrow(OutcomeUnknown);
  expect(await waiting).toBe(1n);
  await unlucky.close();
  other.stop();
});

it('closes in time although an append will never be answered', async () => {
  server.script.batchAppend = (call) => call.resume();
  const patient = new EventStoreDbEventStore(server.url);
  const append = expect(patient.append('a', [happened(1)], 'no-stream')).rejects.toThrow(OutcomeUnknown);
  await patient.close(50);
  await append;
  await expect(patient.append('a', [happened(1)], 'no-stream')).rejects.toThrow('closed');
});

const PATIENCE = 2000;
/** Longer than any test. */
const FOR_EVER = { appendTimeout: 3_600_000 };
let server: ScriptedStore;
let store: EventStoreDbEventStore;
beforeEach(async () => {
  server = await ScriptedStore.start();
  store = new EventStoreDbEventStore(server.url, { appendTimeout: PATIENCE, readTimeout: PATIENCE });
});
afterEach(async () => {
  await store.close();
  server.stop();
});

/** The store is well again; the same adapter sees it at the first try. */
async function expectRecovery(): Promise<void> {
  server.heal();
  expect(await store.append('a', [happened(1), happened(2)], 'no-stream')).toBe(1n);
}
