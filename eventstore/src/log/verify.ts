import { DamagedData, type Storage } from '../storage/storage.port.js';
import { StoredEvent } from './record.codec.js';
import { TOMBSTONE } from './stream-metadata.js';

const PAGE = 1000;

/** Checks every record, that positions and revisions have no gaps, and that both indexes lead to them; throws DamagedData. */
export async function verifyLog(storage: Storage): Promise<{ events: number; streams: number; scavenged: number }> {
  const last = await storage.lastPosition();
  let scavenged = 0;
  const revisions = new Map<string, number>();
  const unentered = new Set<string>();
  for (let next = 1; next <= last;) {
    const page = await storage.readLog(next, 'forwards', PAGE);
    if (page.length === 0) throw new DamagedData(`damaged log: position ${next} is missing`);
    const events = page.map(({ position, record }, i) => StoredEvent.checked(position === next + i ? record : undefined, next + i));
    for (const event of events) checkRevision(event, revisions);
    scavenged += events.filter(({ isScavenged }) => isScavenged).length;
    await checkIds(storage, events, unentered);
    next += page.length;
  }
  for (const [stream, revision] of revisions) await checkStream(storage, stream, revision);
  return { events: last, streams: revisions.size, scavenged };
}

function checkRevision(event: StoredEvent, revisions: Map<string, number>): void {
  const stream = event.streamName.toString();
  const expected = (revisions.get(stream) ?? -1) + 1;
  if (event.revision !== expected && event.revision !== TOMBSTONE) {
    throw new DamagedData(`damaged log: position ${event.position} is revision ${event.revision} of stream ${stream}, not ${expected}`);
  }
  revisions.set(stream, event.revision);
}

/** Ids are entered from a stream's first event on, up to the first that is not: behind it there are none. */
async function checkIds(storage: Storage, events: readonly StoredEvent[], unentered: Set<string>): Promise<void> {
  const ids = events.map((event) => ({ stream: event.streamName.toString(), eventId: event.eventId }));
  const found = await storage.findIds(ids);
  for (const [i, { revision, position }] of events.entries()) {
    const { stream } = ids[i]!;
    if (found[i]! < revision) unentered.add(stream);
    else if (unentered.has(stream)) throw new DamagedData(`damaged index: the event at position ${position} is found by its id, one of its stream before it is not`);
  }
}

async function checkStream(storage: Storage, stream: string, last: number): Promise<void> {
  const [head] = await storage.heads([stream]);
  if (head !== last) throw new DamagedData(`damaged index: stream ${stream} ends at ${head} by its head, at ${last} in the log`);
  for (let next = 0; next <= last;) {
    const page = await storage.readIndex(stream, next, 'forwards', PAGE);
    const records = await storage.fetch(page);
    for (const [i, { revision, position }] of page.entries()) {
      const event = StoredEvent.checked(records[i], position);
      const sound = (revision === next + i || revision === TOMBSTONE) && event.revision === revision && event.streamName.toString() === stream;
      if (!sound) throw new DamagedData(`damaged index: revision ${next + i} of stream ${stream} leads to position ${position}`);
    }
    if (page.length === 0) throw new DamagedData(`damaged index: revision ${next} of stream ${stream} is missing`);
    next = page.at(-1)!.revision + 1;
  }
}
