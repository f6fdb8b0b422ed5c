import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Observable } from 'rxjs';
import type { RouteName } from './misbehaviour.requests.js';
import { Misbehaviour } from './misbehaviour.js';
import { spoil } from './spoil.js';

/** Names a route for misbehaviour; one without a name behaves. */
export const Route = Reflector.createDecorator<RouteName>();

/** Spoils the answers of the routes whose turn it is. */
@Injectable()
export class MisbehavingRouteInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly misbehaviour: Misbehaviour,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const route = this.reflector.get(Route, context.getHandler());
    return route ? spoil(next, this.misbehaviour.onRoute(route)) : next.handle();
  }
}
