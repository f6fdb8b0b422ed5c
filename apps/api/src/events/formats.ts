import { Readable } from 'node:stream';
import { StreamableFile } from '@nestjs/common';
import type { Recorded } from '#eventsourcing';
import { cloudEvent } from './cloud-event.js';

/** An event as auditors see it. */
export function shownEvent({ stream, revision, id, type, data, metadata, created }: Recorded) {
  return { stream, revision: Number(revision), id, type, data, metadata, created: created.toISOString() };
}

/** All events of an answer in one piece of text, as they come. */
type Format = (events: AsyncIterable<Recorded>) => AsyncIterable<string>;

/** One page that holds all, as a JSON document. */
export const listed: Format = async function* (events) {
  let before = '{"items":[';
  for await (const event of events) {
    yield before + JSON.stringify(shownEvent(event));
    before = ',\n';
  }
  yield `${before === ',\n' ? '' : before}],"next_cursor":null}`;
};

/** The forms in which all events come at once, by their media types. */
const FORMATS: Readonly<Record<string, Format>> = {
  'application/x-ndjson': async function* (events) {
    for await (const event of events) yield `${JSON.stringify(shownEvent(event))}\n`;
  },
  'application/cloudevents-batch+json': async function* (events) {
    let before = '[\n';
    for await (const event of events) {
      yield before + JSON.stringify(cloudEvent(event));
      before = ',\n';
    }
    yield before === '[\n' ? '[]\n' : '\n]\n';
  },
};

/** All events in the form that the client accepts. Undefined: it did not ask for any of these. */
export function allOf(events: AsyncIterable<Recorded>, accept: string): StreamableFile | undefined {
  const type = Object.keys(FORMATS).find((each) => accept.includes(each));
  return type === undefined ? undefined : streamed(FORMATS[type]!(events), type);
}

/** The same as one page of JSON, however many there are. */
export const allAsList = (events: AsyncIterable<Recorded>): StreamableFile => streamed(listed(events), 'application/json; charset=utf-8');

const streamed = (text: AsyncIterable<string>, type: string): StreamableFile =>
  new StreamableFile(Readable.from(text, { objectMode: false }), { type });
