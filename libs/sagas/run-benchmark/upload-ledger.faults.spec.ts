import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { acknowledged, eventually, LedgerDesk, rest } from '../testing/index.js';

let desk: LedgerDesk;
beforeEach(() => {
  desk = new LedgerDesk();
});
afterEach(() => desk.close());

describe('A fault of the log', () => {
  it('ends the handing out for everybody who asks, and surfaces at the pause and at the close', async () => {
    const ledger = await desk.open(1000, 2);
    const before = desk.store.appends.length;
    desk.store.onAppend = isFull;
    expect(await Promise.all([ledger.next(), ledger.next(), ledger.next()])).toEqual([undefined, undefined, undefined]);
    expect(await ledger.next()).toBeUndefined();
    expect(() => ledger.pause()).toThrow('the disk is full');
    await expect(ledger.close()).rejects.toThrow('the disk is full');
    expect(desk.store.appends.length - before).toBe(1);
  });

  it('keeps nothing back that is on record as on its way: nobody else would send it', async () => {
    const ledger = await desk.open(100, 4);
    const document = await ledger.next();
    ledger.uploaded(acknowledged(document!.document_name));
    await fillDisk();
    expect([document!.document_name, ...(await rest(ledger))]).toEqual(await desk.sending());
  });

  it('loses no outcome: the next append has it, in the order in which they came', async () => {
    const ledger = await desk.open(4, 4);
    const all = await rest(ledger);
    for (const name of all.slice(0, 2)) ledger.uploaded(acknowledged(name));
    ledger.failed({ document_name: all[2]!, reason: 'the platform answered 500' });
    await fillDisk();
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
    expect(await rest(ledger)).toEqual(['1']);
    expect(() => ledger.pause()).toThrow('too many wait');
    await expect(ledger.close()).rejects.toThrow('too many wait');
    expect(await desk.uploaded()).toEqual(['0']);
  });
});

/** From now on no append succeeds, and one has failed already. */
async function fillDisk(): Promise<void> {
  const before = desk.store.appends.length;
  desk.store.onAppend = isFull;
  await eventually(() => desk.store.appends.length > before);
}

const isFull = () => {
  throw new Error('the disk is full');
};
