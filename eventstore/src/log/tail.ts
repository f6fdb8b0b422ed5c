import { DamagedData, type Storage } from '../storage/storage.port.js';
import { StoredEvent } from './record.codec.js';

const PAGE = 1024;
/** More records than the usual two write-ahead logs of LevelDB hold beside their indexes; those are checked by themselves, and `verify` checks all there is. */
const TAIL_BYTES = 8 * 1024 * 1024;

/** Checks the newest records, as far back as a crash could have reached; throws DamagedData at a gap or a bad record. */
export async function checkTail(storage: Storage, last: number): Promise<void> {
  for (let [to, bytes] = [last, 0]; to > 0 && bytes < TAIL_BYTES; to -= PAGE) bytes += await checkStretch(storage, Math.max(1, to - PAGE + 1), to);
}

/** Forwards, which costs LevelDB a third of the other direction; answers how many bytes that were. */
async function checkStretch(storage: Storage, from: number, to: number): Promise<number> {
  let bytes = 0;
  for (let next = from; next <= to;) {
    const page = await storage.readLog(next, 'forwards', to - next + 1);
    if (page.length === 0) throw new DamagedData(`damaged log: position ${next} is missing`);
    for (const { position, record } of page) {
      StoredEvent.checked(position === next ? record : undefined, next);
      bytes += record.length;
      next++;
    }
  }
  return bytes;
}
