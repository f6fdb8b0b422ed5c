import { z } from 'zod';
import { named, pagesOf } from '../http/shapes.js';

const json = z.record(z.string(), z.unknown());
const revision = z.int().min(0);
const moment = z.string().describe('ISO 8601, UTC; by the clock of the event store.');

/** An event as it is stored. */
export const storedEvent = named(
  'StoredEvent',
  z.object({ stream: z.string(), revision, id: z.string(), type: z.string(), data: json, metadata: json, created: moment }),
);

/** Events of one stream. */
export const eventList = pagesOf('EventList', storedEvent);

const cloudEvent = z.object({
  specversion: z.literal('1.0'),
  id: z.string(),
  source: z.string().describe('urn:slowking:stream:<stream>'),
  type: z.string().describe('slowking.<type>.v<version of the shape of its data>'),
  subject: z.string().optional().describe('The document, where it is about one.'),
  time: moment,
  datacontenttype: z.literal('application/json'),
  sequence: z.string().describe('The revision.'),
  correlationid: z.string().optional(),
  causationid: z.string().optional(),
  hash: z.string().optional().describe("The chain's link."),
  data: json,
});

/** The same in the words of CloudEvents. */
export const cloudEvents = named('CloudEvents', z.array(cloudEvent));
