import { openLevel, UnusableDirectory } from './storage/open-level.js';
import { verifyLog } from './log/verify.js';
import { DamagedData } from './storage/storage.port.js';

/** Reads everything in a data directory; answers a line that says what was found sound, or throws UnusableDirectory. */
export async function verifyDirectory(directory: string): Promise<string> {
  const storage = await openLevel(directory, Infinity);
  try {
    const { events, streams, scavenged } = await verifyLog(storage);
    return `sound: ${events} events in ${streams} streams${scavenged > 0 ? `, ${scavenged} of them scavenged` : ''}`;
  } catch (error) {
    throw error instanceof DamagedData ? new UnusableDirectory(error.message) : error;
  } finally {
    await storage.close();
  }
}
