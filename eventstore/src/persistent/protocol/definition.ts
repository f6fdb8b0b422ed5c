import { eventFilter } from '../../protocol/event-filter.js';
import type { Groups } from '../groups.js';
import { groupFailed } from '../refusals.js';
import { ALL, objection, STRATEGIES, type GroupDefinition, type GroupName, type GroupSettings, type StartFrom, type StrategyName } from '../settings.js';
import type { DefineRequest } from './requests.codec.js';

/** The group that a client asks for; throws Refused for what cannot be. */
export async function definitionOf(request: DefineRequest, groups: Groups): Promise<GroupDefinition> {
  const { stream, group, filter, isAll, isPositionSound } = request;
  const settings = settingsOf(request);
  const newest = await groups.newest(stream);
  const beyond = isAll && typeof settings.startFrom === 'number' && settings.startFrom > newest;
  const reason = (!isAll && stream === ALL ? 'A group on $all is asked for as such' : undefined)
    ?? objection(request, settings)
    ?? (isPositionSound ? undefined : 'The prepare position is beyond the commit position, or only one of the two is a position')
    ?? (beyond ? 'The position is beyond the end of the log' : undefined);
  if (reason) throw groupFailed(request, reason);
  if (filter) eventFilter(filter);
  return { stream, group, settings, filter, origin: newest };
}

/** The same group under new settings: it keeps its filter, and where "the end" was when it was made. */
export async function changedDefinition(old: GroupDefinition, request: DefineRequest, groups: Groups): Promise<GroupDefinition> {
  const changed = await definitionOf(request, groups);
  const origin = old.settings.startFrom === 'end' ? old.origin : changed.origin;
  return { ...changed, filter: old.filter, origin };
}

function settingsOf({ settings, startFrom, ...name }: DefineRequest): GroupSettings {
  const { revision, strategyNumber, strategyName, ...rest } = settings;
  return { ...rest, startFrom: startFrom ?? revision satisfies StartFrom, strategy: strategyOf(name, strategyName ?? STRATEGIES[strategyNumber]) };
}

function strategyOf(name: GroupName, wanted: string | undefined): StrategyName {
  const known = STRATEGIES.find((strategy) => strategy === wanted);
  if (!known) throw groupFailed(name, `Consumer strategy ${wanted ?? ''} does not exist`);
  return known;
}
