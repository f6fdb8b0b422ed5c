import { LONGEST_NAME } from '../protocol/proposed-events.js';
import type { FilterOptions } from '../protocol/read-request.codec.js';

export const STRATEGIES = ['DispatchToSingle', 'RoundRobin', 'Pinned', 'PinnedByCorrelation'] as const;
export type StrategyName = (typeof STRATEGIES)[number];

/** What a group reads: a stream, or everything there is. */
export const ALL = '$all';

/** Where a group without a checkpoint begins, inclusive: a revision, or a position of $all. */
export type StartFrom = number | 'end';

/** How a group works; times in milliseconds. */
export interface GroupSettings {
  readonly startFrom: StartFrom;
  readonly resolveLinkTos: boolean;
  readonly extraStatistics: boolean;
  readonly messageTimeout: number;
  readonly maxRetryCount: number;
  readonly checkPointAfter: number;
  readonly minCheckPointCount: number;
  readonly maxCheckPointCount: number;
  /** 0: any number. */
  readonly maxSubscriberCount: number;
  readonly liveBufferSize: number;
  readonly readBatchSize: number;
  readonly historyBufferSize: number;
  readonly strategy: StrategyName;
}

/** Which group: its stream, or ALL, and its name there. */
export interface GroupName {
  readonly stream: string;
  readonly group: string;
}

/** All that is kept of a group's making. */
export interface GroupDefinition extends GroupName {
  readonly settings: GroupSettings;
  /** Of $all only, and never changed. */
  readonly filter: FilterOptions | undefined;
  /** The newest number when `end` was asked for: a group that starts there misses nothing that came later. */
  readonly origin: number;
}

export const groupId = ({ stream, group }: GroupName): string => `${stream}::${group}`;

const COUNTS = [
  'messageTimeout', 'maxRetryCount', 'checkPointAfter', 'minCheckPointCount', 'maxCheckPointCount', 'maxSubscriberCount', 'liveBufferSize',
] as const;

/** Why a group cannot work so, or undefined. */
export function objection({ stream, group }: GroupName, settings: GroupSettings): string | undefined {
  if (stream === '') return 'A stream needs a name';
  if (group === '') return 'A group needs a name';
  if (group.length > LONGEST_NAME) return `The name of a group has at most ${LONGEST_NAME} characters`;
  const negative = COUNTS.find((key) => settings[key] < 0);
  if (negative) return `${negative} must not be negative`;
  if (settings.readBatchSize < 1) return 'readBatchSize must be at least 1';
  if (settings.readBatchSize >= settings.historyBufferSize) return 'readBatchSize must be smaller than historyBufferSize';
  return undefined;
}
