import { status } from '@grpc/grpc-js';
import { Refused } from '../protocol/errors.js';
import { groupId, type GroupName } from './settings.js';

const trailers = (exception: string, { stream, group }: GroupName): Record<string, string> =>
  ({ exception, 'stream-name': stream, 'group-name': group });

export const groupMissing = (name: GroupName): Refused =>
  new Refused(status.NOT_FOUND, `Subscription group ${groupId(name)} does not exist`, trailers('persistent-subscription-does-not-exist', name));

export const groupExists = (name: GroupName): Refused =>
  new Refused(status.ALREADY_EXISTS, `Subscription group ${groupId(name)} exists`, trailers('persistent-subscription-exists', name));

export const groupFull = (name: GroupName): Refused =>
  new Refused(status.FAILED_PRECONDITION, `Subscription group ${groupId(name)} has its maximum of subscribers`, trailers('maximum-subscribers-reached', name));

export const groupDropped = (name: GroupName): Refused =>
  new Refused(status.CANCELLED, `Subscription group ${groupId(name)} let go of its consumers`, trailers('persistent-subscription-dropped', name));

export const groupFailed = (name: GroupName, reason: string): Refused =>
  new Refused(status.INTERNAL, `Subscription group ${groupId(name)}: ${reason}`, { ...trailers('persistent-subscription-failed', name), reason });
