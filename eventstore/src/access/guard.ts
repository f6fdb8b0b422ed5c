import { ServerInterceptingCall, type ServerInterceptor } from '@grpc/grpc-js';
import { asRefused } from '../protocol/errors.js';
import type { Authority } from './authority.js';
import { needOf } from './needs.js';

/** Stands before every method of every service: who may not make a call is told so before anything is read of it. */
export const guard = (authority: Authority): ServerInterceptor => (method, call) =>
  new ServerInterceptingCall(call, {
    start: (next) => next({
      onReceiveMetadata: (metadata, proceed) => void authority.admit(needOf(method.path), metadata).then(
        () => proceed(metadata),
        (error: unknown) => call.sendStatus(asRefused(error)),
      ),
    }),
  });
