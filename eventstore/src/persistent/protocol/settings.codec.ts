import { WireReader } from '../../protocol/wire-reader.js';
import type { GroupSettings, StartFrom } from '../settings.js';

/** Settings as they came. */
export interface WireSettings extends Omit<GroupSettings, 'startFrom' | 'strategy'> {
  /** Where clients before 21.10, and 6.2.1 still, say where a stream's group begins. */
  readonly revision: StartFrom;
  readonly strategyNumber: number;
  /** Undefined where it is not said; it goes before the number. */
  readonly strategyName: string | undefined;
}

const TICKS_PER_MS = 10_000n;
/** From here on a 64-bit number means "the end". */
const SENTINEL = 2 ** 63;

/** CreateReq.Settings and UpdateReq.Settings, which differ in the last field only. */
export function decodeSettings(bytes: Buffer): WireSettings {
  const found = {
    resolveLinkTos: false, revision: 0 as StartFrom, extraStatistics: false, messageTimeout: 0, maxRetryCount: 0, checkPointAfter: 0,
    minCheckPointCount: 0, maxCheckPointCount: 0, maxSubscriberCount: 0, liveBufferSize: 0, readBatchSize: 0, historyBufferSize: 0,
    strategyNumber: 0, strategyName: undefined as string | undefined,
  };
  for (const reader = new WireReader(bytes); reader.next();) {
    switch (reader.field) {
      case 1: found.resolveLinkTos = reader.number !== 0; break;
      case 2: found.revision = place(reader.number); break;
      case 3: found.extraStatistics = reader.number !== 0; break;
      case 4: found.messageTimeout = ticks(reader); break;
      case 5: found.maxRetryCount = int32(reader); break;
      case 6: found.checkPointAfter = ticks(reader); break;
      case 7: found.minCheckPointCount = int32(reader); break;
      case 8: found.maxCheckPointCount = int32(reader); break;
      case 9: found.maxSubscriberCount = int32(reader); break;
      case 10: found.liveBufferSize = int32(reader); break;
      case 11: found.readBatchSize = int32(reader); break;
      case 12: found.historyBufferSize = int32(reader); break;
      case 13: found.strategyNumber = int32(reader); break;
      case 14: found.messageTimeout = int32(reader); break;
      case 15: found.checkPointAfter = int32(reader); break;
      case 16: found.strategyName = reader.text || undefined; break;
    }
  }
  return found;
}

export const int32 = (reader: WireReader): number => Number(BigInt.asIntN(32, reader.exact));

const ticks = (reader: WireReader): number => Number(BigInt.asIntN(64, reader.exact) / TICKS_PER_MS);

export const place = (number: number): StartFrom => (number >= SENTINEL ? 'end' : Math.min(number, Number.MAX_SAFE_INTEGER));
