import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ask, benchmarkId } from '#domain/testing';
import type { SagaTry } from '#eventsourcing';
import { World, type WorkerProcess } from '../testing/index.js';

const MEGABYTE = 1024 * 1024;
const REPORT = `http://slowking:8091/api/v1/benchmarks/${benchmarkId}/report`;
const LINK = `${REPORT}.csv`;

let world: World;
let worker: WorkerProcess;
beforeEach(async () => {
  world = new World();
  worker = await world.process();
  await worker.send(ask.create());
  await worker.send(ask.cancel());
});
afterEach(() => world.close());

describe('The mail of a report', () => {
  it('goes to whom the request names, with CSV and HTML attached and a link to every format', async () => {
    await makeReport();
    await notify();
    const [csv, html] = (await world.told('ReportCompleted'))[0]!.files;
    expect(world.mailbox.mails).toHaveLength(1);
    expect(world.mailbox.mails[0]).toMatchObject({
      key: `${benchmarkId}:report`,
      to: ['team@example.org'],
      subject: expect.stringContaining('Release 5.11 was cancelled (asked to)'),
      text: expect.stringContaining(['csv', 'html', 'json', 'xml'].map((extension) => `${REPORT}.${extension}`).join('\n')),
      attachments: [
        { filename: csv!.file, contentType: 'text/csv; charset=utf-8', path: `/reports/${csv!.file}` },
        { filename: html!.file, contentType: 'text/html; charset=utf-8', path: `/reports/${html!.file}` },
      ],
    });
  });

  it.each([
    [5 * MEGABYTE, 2],
    [5 * MEGABYTE + 1, 0],
  ])('has files of %i bytes as %i attachments, and always the link', async (bytes, attachments) => {
    world.files.weight = bytes;
    await makeReport();
    await notify();
    expect(world.mailbox.mails[0]!.attachments).toHaveLength(attachments);
    expect(world.mailbox.mails[0]!.text).toContain(LINK);
  });

  it('has a file that is gone made again, as it was', async () => {
    await makeReport();
    const [csv, html] = (await world.told('ReportCompleted'))[0]!.files;
    const before = new Map(world.files.texts);
    world.files.texts.delete(csv!.file);
    await (await world.process()).perform('notify', 'ReportCompleted');
    expect(world.files.texts).toEqual(before);
    expect(attached()).toEqual([csv!.file, html!.file]);
  });

  it('links to a file that is gone and cannot be made again', async () => {
    await makeReport();
    const [csv, html] = (await world.told('ReportCompleted'))[0]!.files;
    world.files.texts.delete(csv!.file);
    world.files.fault = new Error('the disk is full');
    await notify();
    expect(attached()).toEqual([html!.file]);
    expect(world.mailbox.mails[0]!.text).toContain(LINK);
  });

  it('links to a file that is gone and that this build would make otherwise', async () => {
    await worker.send(ask.report({ algorithmVersion: 0 }));
    await notify();
    expect(attached()).toEqual([]);
    expect(world.files.texts).toEqual(new Map());
    expect(world.mailbox.mails[0]!.text).toContain(LINK);
  });

  it('is put on record with its Message-ID, and sent once', async () => {
    await makeReport();
    await notify();
    await notify();
    expect(world.mailbox.mails).toHaveLength(1);
    expect(await world.told('NotificationSent')).toMatchObject([
      { about: 'report', to: ['team@example.org'], message_id: `<${benchmarkId}:report@test>` },
    ]);
  });

  it.each([0, 10_001])('reads the whole history no second time where the report was just made, of %i documents', async (documents) => {
    await world.close();
    world = new World();
    worker = await world.process();
    await worker.send(ask.create());
    if (documents > 0) await worker.send(ask.plan(0, ...Array.from({ length: documents }, (_, n) => `${n}.txt`)));
    await worker.send(ask.cancel());
    await makeReport();
    const { reads } = world.store;
    await notify();
    // The fact that it is about, and what is new in the stream.
    expect(world.store.reads - reads).toBe(2);
  });

  it('that may have been sent twice is the same mail under the same key', async () => {
    await makeReport();
    world.store.onAppend = () => {
      throw new Error('the power went out');
    };
    await expect(notify()).rejects.toThrow('the power went out');
    world.store.onAppend = () => {};
    await (await world.process()).perform('notify', 'ReportCompleted');
    expect(world.mailbox.mails).toHaveLength(2);
    expect(world.mailbox.mails[1]).toEqual(world.mailbox.mails[0]);
    expect(await world.told('NotificationSent')).toHaveLength(1);
  });

  it('comes in the end, however long the mail server is away', async () => {
    await makeReport();
    world.mailbox.fault = new Error('connect ECONNREFUSED');
    await expect(notify()).rejects.toThrow('ECONNREFUSED');
    world.mailbox.fault = undefined;
    await notify();
    expect(await world.told('NotificationSent')).toHaveLength(1);
  });

  it('that can never be sent is put on record once, and that is not mailed', async () => {
    await makeReport();
    world.mailbox.fault = new Error('550 no such mailbox');
    await expect(notify({ isLast: true })).rejects.toThrow('550');
    await expect(notify({ isLast: true })).rejects.toThrow('550');
    expect(await world.told('ErrorOccurred')).toMatchObject([{ step: 'Notify', message: '550 no such mailbox' }]);
    world.mailbox.fault = undefined;
    await worker.perform('notify', 'ErrorOccurred');
    expect(world.mailbox.mails).toEqual([]);
  });
});

describe('The mail about a step that failed for good', () => {
  it('is sent once, without attachments', async () => {
    world.files.fault = new Error('the disk is full');
    await expect(makeReport({ isLast: true })).rejects.toThrow('the disk is full');
    await worker.perform('notify', 'ErrorOccurred');
    await worker.perform('notify', 'ErrorOccurred');
    expect(world.mailbox.mails).toMatchObject([
      {
        key: `${benchmarkId}:error: MakeReport`,
        to: ['team@example.org'],
        subject: 'slowking: Release 5.11: MakeReport failed',
        text: expect.stringContaining('the disk is full'),
        attachments: [],
      },
    ]);
    expect(await world.told('NotificationSent')).toMatchObject([{ about: 'error: MakeReport' }]);
  });
});

const attached = () => world.mailbox.mails[0]!.attachments.map(({ filename }) => filename);
const makeReport = (turn?: Partial<SagaTry>) => worker.perform('make-report', 'BenchmarkCancelled', turn);
const notify = (turn?: Partial<SagaTry>) => worker.perform('notify', 'ReportCompleted', turn);
