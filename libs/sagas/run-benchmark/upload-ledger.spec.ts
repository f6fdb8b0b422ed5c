import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { BenchmarkAggregates } from '#commands';
import { benchmarkStream, type BenchmarkCommand, type BenchmarkEvent } from '#domain';
import { ask, benchmarkId, planned } from '#domain/testing';
import type { Send } from '../benchmark-saga.worker.js';
import { eventually, ManualClock, WatchedEventStore } from '../testing/index.js';
import { UploadLedger } from './upload-ledger.js';

const STREAM = benchmarkStream(benchmarkId);

let store: WatchedEventStore;
let send: Send;
let ledgers: UploadLedger[];
beforeEach(() => {
  store = new WatchedEventStore();
  const benchmarks = new BenchmarkAggregates(store);
  send = (command) => benchmarks.send(STREAM, command);
  ledgers = [];
});
afterEach(async () => {
  store.onAppend = () => {};
  await Promise.allSettled(ledgers.map((ledger) => ledger.close()));
});

describe('A document', () => {
  it('is handed out once it is on record as on its way, and not before', async () => {
    const ledger = await ledgerOf(4, 1);
    const release = hold('DocumentsSending');
    const asked = ledger.next();
    expect(await Promise.race([asked, sleep(50)])).toBeUndefined();
    release();
    expect((await asked)?.document_name).toBe('0');
    expect(await sending()).toContain('0');
  });

  it('is handed out once, in the order of the plan, however many ask', async () => {
    const ledger = await ledgerOf(100, 4);
    const answers = await Promise.all(names(120).map(async () => (await ledger.next())?.document_name));
    expect(answers.filter((name) => name !== undefined)).toEqual(names(100));
    expect(await sending()).toEqual(names(100));
  });

  it('that somebody else has sent is left out', async () => {
    const ledger = await ledgerOf(10, 2);
    await send(ask.send('1', '4', '9'));
    expect(await rest(ledger)).toEqual(['0', '2', '3', '5', '6', '7', '8']);
  });

  it('is handed out also when somebody else was faster with all that come before it', async () => {
    const ledger = await ledgerOf(100, 2);
    await send(ask.send(...names(90)));
    expect(await rest(ledger)).toEqual(names(100).slice(90));
  });

  it('is put on record ahead of time only as far as the pace needs: a dead worker leaves little behind', async () => {
    const ledger = await ledgerOf(5000, 16);
    for (let round = 0; round < 3; round += 1) await Promise.all(names(16).map(() => ledger.next()));
    expect((await sending()).length).toBeLessThanOrEqual(8 * 16);
  });

  it('is not handed out in a run that is over', async () => {
    const ledger = await ledgerOf(5000, 2);
    await send(ask.cancel());
    expect(await ledger.next()).toBeUndefined();
    expect(await sending()).toEqual([]);
  });
});

describe('An outcome', () => {
  it('is stored within moments, without anybody asking', async () => {
    const ledger = await ledgerOf(5, 2);
    const document = await ledger.next();
    ledger.uploaded(acknowledged(document!.document_name));
    await eventually(async () => (await uploaded()).length === 1);
  });

  it('that is told last is stored when the ledger is closed', async () => {
    const ledger = await ledgerOf(3, 2);
    for (const name of await rest(ledger)) {
      if (name === '1') ledger.failed({ document_name: name, reason: 'the platform answered 500' });
      else ledger.uploaded(acknowledged(name));
    }
    await ledger.close();
    expect(await uploaded()).toEqual(['0', '2']);
    expect((await history()).map(({ type }) => type)).toContain('DocumentUploadFailed');
  });

  it('that is told while others are being stored is stored when the ledger is closed', async () => {
    const ledger = await ledgerOf(3, 3);
    const [first, second] = await rest(ledger);
    ledger.uploaded(acknowledged(first!));
    const release = hold('DocumentsUploaded');
    const closed = ledger.close();
    await eventually(() => isHeld);
    ledger.uploaded(acknowledged(second!));
    release();
    await closed;
    expect(await uploaded()).toEqual([first, second]);
  });

  it('costs no append of its own', async () => {
    const ledger = await ledgerOf(500, 2);
    const [before, began] = [store.appends.length, performance.now()];
    for (let next = await ledger.next(); next; next = await ledger.next()) {
      ledger.uploaded(acknowledged(next.document_name));
      await sleep(1);
    }
    await ledger.close();
    const ticks = Math.ceil((performance.now() - began) / 250);
    expect(store.appends.length - before).toBeLessThanOrEqual(12 + ticks);
    expect(await uploaded()).toHaveLength(500);
  });
});

describe('A ledger that is told to stop', () => {
  it('hands out what is on record already, and nothing more', async () => {
    const ledger = await ledgerOf(100, 3);
    await ledger.next();
    ledger.stop();
    const given = ['0', ...(await rest(ledger))];
    expect(given).toEqual(await sending());
    expect(given.length).toBeLessThan(100);
  });

  it('hands out what is just being put on record, too', async () => {
    const ledger = await ledgerOf(100, 3);
    const release = hold('DocumentsSending');
    const given = rest(ledger);
    await eventually(() => isHeld);
    ledger.stop();
    release();
    expect(await given).toEqual(await sending());
    expect(await given).toHaveLength(6);
  });
});

describe('A fault of the log', () => {
  it('surfaces to everybody who asks, and at the close', async () => {
    const ledger = await ledgerOf(1000, 2);
    const before = store.appends.length;
    store.onAppend = isFull;
    const answers = await Promise.allSettled([ledger.next(), ledger.next(), ledger.next()]);
    for (const answer of answers) expect(answer).toMatchObject({ reason: { message: 'the disk is full' } });
    await expect(ledger.next()).rejects.toThrow('the disk is full');
    await expect(ledger.close()).rejects.toThrow('the disk is full');
    expect(store.appends.length - before).toBe(1);
  });

  it('that nobody was waiting for surfaces to who asks next', async () => {
    const ledger = await ledgerOf(100, 2);
    const document = await ledger.next();
    store.onAppend = isFull;
    ledger.uploaded(acknowledged(document!.document_name));
    await eventually(async () => (await rest(ledger).catch(String)).includes('the disk is full'));
  });

  it('never keeps the ledger from closing, whatever there is left to store', async () => {
    const ledger = await ledgerOf(10, 5);
    const all = await rest(ledger);
    store.onAppend = isFull;
    for (const name of all) ledger.uploaded(acknowledged(name));
    await expect(ledger.close()).rejects.toThrow('the disk is full');
  });

  it('leaves what can still be stored stored, before the ledger is closed', async () => {
    const really = send;
    send = async (command) => {
      if (command.type === 'SendDocuments' && command.data.names.includes('2')) throw new Error('too many wait');
      if (command.type === 'RecordUploads') await sleep(50);
      return really(command);
    };
    const ledger = await ledgerOf(100, 1);
    const document = await ledger.next();
    ledger.uploaded(acknowledged(document!.document_name));
    await expect(rest(ledger)).rejects.toThrow('too many wait');
    await expect(ledger.close()).rejects.toThrow('too many wait');
    expect(await uploaded()).toEqual(['0']);
  });
});

const isFull = () => {
  throw new Error('the disk is full');
};

let isHeld = false;

/** Appends with such events wait until the answer is called. */
function hold(type: BenchmarkEvent['type']): () => void {
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  isHeld = false;
  store.onAppend = async (events) => {
    if (!events.some((event) => event.type === type)) return;
    isHeld = true;
    await released;
  };
  return release;
}

/** A ledger of a benchmark that is ready to upload so many documents, so many at once. */
async function ledgerOf(documents: number, atOnce: number): Promise<UploadLedger> {
  const plan: BenchmarkCommand = ask.plan(0, ...names(documents));
  for (const command of [ask.create(), plan, ask.completePlan(documents), ask.project()]) await send(command);
  const ledger = new UploadLedger(benchmarkId, names(documents).map(planned), atOnce, (command) => send(command), new ManualClock());
  ledgers.push(ledger);
  return ledger;
}

/** All that it still hands out to one who asks. */
async function rest(ledger: UploadLedger): Promise<readonly string[]> {
  const given: string[] = [];
  for (let next = await ledger.next(); next; next = await ledger.next()) given.push(next.document_name);
  return given;
}

const names = (count: number): string[] => Array.from({ length: count }, (_, index) => String(index));
const acknowledged = (document_name: string) => ({ document_name, scheduled_at: 1, sent_at: 2, acknowledged_at: 3 });
const history = () => store.stored<BenchmarkEvent>(STREAM);
const sending = async () =>
  (await history()).flatMap(({ type, data }) => (type === 'DocumentsSending' ? data.document_names : []));
const uploaded = async () => {
  const documents = (await history()).flatMap(({ type, data }) => (type === 'DocumentsUploaded' ? data.documents : []));
  return documents.map(({ document_name }) => document_name);
};
