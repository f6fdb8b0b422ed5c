import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { acknowledged, eventually, LedgerDesk, rest } from '../testing/index.js';

let desk: LedgerDesk;
beforeEach(() => {
  desk = new LedgerDesk();
});
afterEach(() => desk.close());

describe('A fault of the log', () => {
  it('surfaces to everybody who asks, and at the close', async () => {
    const ledger = await desk.open(1000, 2);
    const before = desk.store.appends.length;
    desk.store.onAppend = isFull;
    const answers = await Promise.allSettled([ledger.next(), ledger.next(), ledger.next()]);
    for (const answer of answers) expect(answer).toMatchObject({ reason: { message: 'the disk is full' } });
    await expect(ledger.next()).rejects.toThrow('the disk is full');
    await expect(ledger.close()).rejects.toThrow('the disk is full');
    expect(desk.store.appends.length - before).toBe(1);
  });

  it('that nobody was waiting for surfaces to who asks next', async () => {
    const ledger = await desk.open(100, 2);
    const document = await ledger.next();
    desk.store.onAppend = isFull;
    ledger.uploaded(acknowledged(document!.document_name));
    await eventually(async () => (await rest(ledger).catch(String)).includes('the disk is full'));
  });

  it('loses no outcome: the next append has it, in the order in which they came', async () => {
    const ledger = await desk.open(4, 4);
    const all = await rest(ledger);
    for (const name of all.slice(0, 2)) ledger.uploaded(acknowledged(name));
    ledger.failed({ document_name: all[2]!, reason: 'the platform answered 500' });
    desk.store.onAppend = isFull;
    await eventually(async () => String(await ledger.next().catch(String)).includes('the disk is full'));
    desk.store.onAppend = () => {};
    ledger.uploaded(acknowledged(all[3]!));
    await expect(ledger.close()).rejects.toThrow('the disk is full');
    expect(await desk.uploaded()).toEqual(['0', '1', '3']);
    expect((await desk.history()).map(({ type }) => type)).toContain('DocumentUploadFailed');
  });

  it('that passes while the ledger is closed costs no outcome', async () => {
    const ledger = await desk.open(3, 3, 60_000);
    for (const name of await rest(ledger)) ledger.uploaded(acknowledged(name));
    let tries = 0;
    desk.store.onAppend = () => {
      if ((tries += 1) <= 2) isFull();
    };
    await expect(ledger.close()).rejects.toThrow('the disk is full');
    expect(await desk.uploaded()).toEqual(['0', '1', '2']);
  });

  it('never keeps the ledger from closing, whatever there is left to store', async () => {
    const ledger = await desk.open(10, 5);
    const all = await rest(ledger);
    desk.store.onAppend = isFull;
    for (const name of all) ledger.uploaded(acknowledged(name));
    await expect(ledger.close()).rejects.toThrow('the disk is full');
  });

  it('leaves what can still be stored stored, before the ledger is closed', async () => {
    const really = desk.send;
    desk.send = async (command) => {
      if (command.type === 'SendDocuments' && command.data.names.includes('2')) throw new Error('too many wait');
      if (command.type === 'RecordUploads') await sleep(50);
      return really(command);
    };
    const ledger = await desk.open(100, 1);
    const document = await ledger.next();
    ledger.uploaded(acknowledged(document!.document_name));
    await expect(rest(ledger)).rejects.toThrow('too many wait');
    await expect(ledger.close()).rejects.toThrow('too many wait');
    expect(await desk.uploaded()).toEqual(['0']);
  });
});

const isFull = () => {
  throw new Error('the disk is full');
};
