import { Injectable, UnauthorizedException, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Misbehaviour } from '../misbehaviour/misbehaviour.js';
import { Sessions } from './sessions.js';

/** The cookie that carries a session. */
export const SESSION_COOKIE = 'sessionid';

/** Lets in whoever has a session that has not expired. */
@Injectable()
export class SessionGuard implements CanActivate {
  constructor(
    private readonly sessions: Sessions,
    private readonly misbehaviour: Misbehaviour,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const { headers } = context.switchToHttp().getRequest<FastifyRequest>();
    const token = cookie(headers.cookie ?? '', SESSION_COOKIE);
    if (this.sessions.holds(token) && this.misbehaviour.expiresSession()) this.sessions.expire(token);
    if (!this.sessions.holds(token)) throw new UnauthorizedException('Token has expired.');
    return true;
  }
}

function cookie(header: string, name: string): string {
  const pairs = header.split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
}
