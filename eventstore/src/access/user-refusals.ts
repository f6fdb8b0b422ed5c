import { status } from '@grpc/grpc-js';
import { accessDenied, Refused } from '../protocol/errors.js';

export const userMissing = (loginName: string): Refused =>
  new Refused(status.NOT_FOUND, `There is no user ${loginName}`, { exception: 'user-not-found', 'login-name': loginName });

export const userConflict = (loginName: string): Refused =>
  new Refused(status.FAILED_PRECONDITION, `There is a user ${loginName}`, { exception: 'user-conflict', 'login-name': loginName });

export const wrongPassword = (): Refused => accessDenied('The current password is another');
