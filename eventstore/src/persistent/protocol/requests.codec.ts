import { streamName } from '../../protocol/append-request.codec.js';
import { filterOptions, type FilterOptions } from '../../protocol/read-request.codec.js';
import { WireReader } from '../../protocol/wire-reader.js';
import { ALL, type GroupName, type StartFrom } from '../settings.js';
import { decodeSettings, place, type WireSettings } from './settings.codec.js';

/** CreateReq and UpdateReq. */
export interface DefineRequest extends GroupName {
  /** Whether $all was asked for, and not a stream that is called so. */
  readonly isAll: boolean;
  /** Undefined where only the oldest field of the settings may say it. */
  readonly startFrom: StartFrom | undefined;
  /** Whether the position of $all, where the group is to begin, can be one. */
  readonly isPositionSound: boolean;
  readonly filter: FilterOptions | undefined;
  readonly settings: WireSettings;
}

/** ReplayParkedReq. */
export interface ReplayRequest extends GroupName {
  readonly stopAt: bigint | undefined;
}

/** ListReq: of this stream, or of all. */
export interface ListRequest {
  readonly stream: string | undefined;
}

export function decodeDefine(bytes: Buffer): DefineRequest {
  const found = {
    stream: '', group: '', isAll: false, isPositionSound: true, settings: decodeSettings(Buffer.alloc(0)),
    startFrom: undefined as StartFrom | undefined,
    filter: undefined as FilterOptions | undefined,
  };
  for (const reader = new WireReader(only(bytes)); reader.next();) {
    switch (reader.field) {
      case 1: found.stream = streamName(reader.bytes); break;
      case 2: found.group = reader.text; break;
      case 3: found.settings = decodeSettings(reader.bytes); break;
      case 4: Object.assign(found, streamOptions(reader.bytes)); break;
      case 5: Object.assign(found, allOptions(reader.bytes), { stream: ALL, isAll: true }); break;
    }
  }
  return found;
}

/** Has no name of a strategy: its number is all that an UpdateReq can say. */
export function decodeUpdate(bytes: Buffer): DefineRequest {
  const request = decodeDefine(bytes);
  return { ...request, settings: { ...request.settings, strategyName: undefined } };
}

/** A group, in messages that differ in the numbers of their fields. */
export const decodeGroup = (fields: { readonly stream: number; readonly all: number; readonly group: number }) => (bytes: Buffer): GroupName => {
  const found = { stream: '', group: '' };
  for (const reader = new WireReader(only(bytes)); reader.next();) {
    if (reader.field === fields.stream) found.stream = streamName(reader.bytes);
    else if (reader.field === fields.all) found.stream = ALL;
    else if (reader.field === fields.group) found.group = reader.text;
  }
  return found;
};

export const decodeDelete = decodeGroup({ stream: 1, all: 3, group: 2 });
export const decodeGetInfo = decodeGroup({ stream: 1, all: 2, group: 3 });
const replayedGroup = decodeGroup({ stream: 2, all: 3, group: 1 });

export function decodeReplay(bytes: Buffer): ReplayRequest {
  let stopAt: bigint | undefined;
  for (const reader = new WireReader(only(bytes)); reader.next();) {
    if (reader.field === 4) stopAt = BigInt.asIntN(64, reader.exact);
    else if (reader.field === 5) stopAt = undefined;
  }
  return { ...replayedGroup(bytes), stopAt };
}

export function decodeList(bytes: Buffer): ListRequest {
  let stream: string | undefined;
  for (const reader = new WireReader(only(bytes)); reader.next();) {
    if (reader.field === 1) stream = undefined;
    if (reader.field !== 2) continue;
    for (const option = new WireReader(reader.bytes); option.next();) stream = option.field === 1 ? streamName(option.bytes) : ALL;
  }
  return { stream };
}

/** The one field that all these messages have. */
function only(bytes: Buffer): Buffer {
  let found: Buffer = Buffer.alloc(0);
  for (const reader = new WireReader(bytes); reader.next();) if (reader.field === 1) found = reader.bytes;
  return found;
}

function streamOptions(bytes: Buffer): Pick<DefineRequest, 'stream' | 'startFrom'> {
  let [stream, startFrom]: [string, StartFrom] = ['', 0];
  for (const reader = new WireReader(bytes); reader.next();) {
    if (reader.field === 1) stream = streamName(reader.bytes);
    else if (reader.field === 2) startFrom = place(reader.number);
    else if (reader.field === 4) startFrom = 'end';
  }
  return { stream, startFrom };
}

function allOptions(bytes: Buffer): Pick<DefineRequest, 'startFrom' | 'isPositionSound' | 'filter'> {
  let [startFrom, isPositionSound]: [StartFrom, boolean] = [0, true];
  let filter: FilterOptions | undefined;
  for (const reader = new WireReader(bytes); reader.next();) {
    if (reader.field === 1) {
      const { commit, prepare } = position(reader.bytes);
      startFrom = place(commit);
      isPositionSound = prepare <= commit && (startFrom === 'end') === (place(prepare) === 'end');
    } else if (reader.field === 3) startFrom = 'end';
    else if (reader.field === 4) filter = filterOptions(reader.bytes);
  }
  return { startFrom, isPositionSound, filter };
}

function position(bytes: Buffer): { readonly commit: number; readonly prepare: number } {
  let [commit, prepare] = [0, 0];
  for (const reader = new WireReader(bytes); reader.next();) {
    if (reader.field === 1) commit = reader.number;
    else if (reader.field === 2) prepare = reader.number;
  }
  return { commit, prepare };
}
