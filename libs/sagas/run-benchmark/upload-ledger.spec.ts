import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { BenchmarkEvent } from '#domain';
import { ask } from '#domain/testing';
import { acknowledged, eventually, LedgerDesk, names, rest } from '../testing/index.js';

let desk: LedgerDesk;
beforeEach(() => {
  desk = new LedgerDesk();
});
afterEach(() => desk.close());

describe('A document', () => {
  it('is handed out once it is on record as on its way, and not before', async () => {
    const ledger = await desk.open(4, 1);
    const release = hold('DocumentsSending');
    const asked = ledger.next();
    expect(await Promise.race([asked, sleep(50)])).toBeUndefined();
    release();
    expect((await asked)?.document_name).toBe('0');
    expect(await desk.sending()).toContain('0');
  });

  it('is handed out once, in the order of the plan, however many ask', async () => {
    const ledger = await desk.open(100, 4);
    const answers = await Promise.all(names(120).map(async () => (await ledger.next())?.document_name));
    expect(answers.filter((name) => name !== undefined)).toEqual(names(100));
    expect(await desk.sending()).toEqual(names(100));
  });

  it('that somebody else has sent is left out', async () => {
    const ledger = await desk.open(10, 2);
    await desk.send(ask.send('1', '4', '9'));
    expect(await rest(ledger)).toEqual(['0', '2', '3', '5', '6', '7', '8']);
  });

  it('is handed out also when somebody else was faster with all that come before it', async () => {
    const ledger = await desk.open(100, 2);
    await desk.send(ask.send(...names(90)));
    expect(await rest(ledger)).toEqual(names(100).slice(90));
  });

  it('is put on record ahead of time only as far as the pace needs: a dead worker leaves little behind', async () => {
    const ledger = await desk.open(5000, 16);
    for (let round = 0; round < 3; round += 1) await Promise.all(names(16).map(() => ledger.next()));
    expect((await desk.sending()).length).toBeLessThanOrEqual(8 * 16);
  });

  it('is not handed out in a run that is over', async () => {
    const ledger = await desk.open(5000, 2);
    await desk.send(ask.cancel());
    expect(await ledger.next()).toBeUndefined();
    expect(await desk.sending()).toEqual([]);
  });
});

describe('An outcome', () => {
  it('is stored within moments, without anybody asking', async () => {
    const ledger = await desk.open(5, 2);
    const document = await ledger.next();
    ledger.uploaded(acknowledged(document!.document_name));
    await eventually(async () => (await desk.uploaded()).length === 1);
  });

  it('that is told last is stored when the ledger is closed', async () => {
    const ledger = await desk.open(3, 2);
    for (const name of await rest(ledger)) {
      if (name === '1') ledger.failed({ document_name: name, reason: 'the platform answered 500' });
      else ledger.uploaded(acknowledged(name));
    }
    await ledger.close();
    expect(await desk.uploaded()).toEqual(['0', '2']);
    expect((await desk.history()).map(({ type }) => type)).toContain('DocumentUploadFailed');
  });

  it('that is told while others are being stored is stored when the ledger is closed', async () => {
    const ledger = await desk.open(3, 3);
    const [first, second] = await rest(ledger);
    ledger.uploaded(acknowledged(first!));
    const release = hold('DocumentsUploaded');
    const closed = ledger.close();
    await eventually(() => isHeld);
    ledger.uploaded(acknowledged(second!));
    release();
    await closed;
    expect(await desk.uploaded()).toEqual([first, second]);
  });

  it('costs no append of its own', async () => {
    const ledger = await desk.open(500, 2);
    const [before, began] = [desk.store.appends.length, performance.now()];
    for (let next = await ledger.next(); next; next = await ledger.next()) {
      ledger.uploaded(acknowledged(next.document_name));
      await sleep(1);
    }
    await ledger.close();
    const ticks = Math.ceil((performance.now() - began) / 250);
    expect(desk.store.appends.length - before).toBeLessThanOrEqual(12 + ticks);
    expect(await desk.uploaded()).toHaveLength(500);
  });
});

describe('A ledger that is told to stop', () => {
  it('hands out what is on record already, and nothing more', async () => {
    const ledger = await desk.open(100, 3);
    await ledger.next();
    ledger.stop();
    const given = ['0', ...(await rest(ledger))];
    expect(given).toEqual(await desk.sending());
    expect(given.length).toBeLessThan(100);
  });

  it('hands out what is just being put on record, too', async () => {
    const ledger = await desk.open(100, 3);
    const release = hold('DocumentsSending');
    const given = rest(ledger);
    await eventually(() => isHeld);
    ledger.stop();
    release();
    expect(await given).toEqual(await desk.sending());
    expect(await given).toHaveLength(6);
  });
});

let isHeld = false;

/** Appends with such events wait until the answer is called. */
function hold(type: BenchmarkEvent['type']): () => void {
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  isHeld = false;
  desk.store.onAppend = async (events) => {
    if (!events.some((event) => event.type === type)) return;
    isHeld = true;
    await released;
  };
  return release;
}
