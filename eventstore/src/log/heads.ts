import { DamagedData, type Storage } from '../storage/storage.port.js';
import { Remembered } from './remembered.js';

/**
 * The newest revision of each stream, −1 when it has no events.
 * Two entries on disk must agree on it, so that one damaged block cannot make a stream shorter.
 */
export class StreamHeads extends Remembered<number> {
  constructor(storage: Storage) {
    super((stream) => readHead(storage, stream), () => 0);
  }
}

async function readHead(storage: Storage, stream: string): Promise<number> {
  const [head = -1] = await storage.heads([stream]);
  const [newest] = head < 0 ? [] : await storage.readIndex(stream, Number.MAX_SAFE_INTEGER, 'backwards', 1);
  if (head !== (newest?.revision ?? -1)) {
    throw new DamagedData(`damaged index: stream ${stream} ends at ${head} by its head and at ${newest?.revision ?? -1} by its events`);
  }
  return head;
}
