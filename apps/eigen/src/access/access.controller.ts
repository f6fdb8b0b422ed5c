import { randomUUID } from 'node:crypto';
import { Body, Controller, Get, HttpCode, Post, Res, UnauthorizedException, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Route } from '../misbehaviour/misbehaving-route.interceptor.js';
import { tokenRequest, type TokenRequest } from './access.requests.js';
import { SESSION_COOKIE, SessionGuard } from './session.guard.js';
import { Sessions } from './sessions.js';

/** Who may log in; what is left out may be anything. */
export class Account {
  constructor(
    private readonly username: string | undefined,
    private readonly password: string | undefined,
  ) {}

  admits({ username, password }: TokenRequest): boolean {
    return username === (this.username ?? username) && password === (this.password ?? password);
  }
}

/** Logging in. */
@Controller()
export class AccessController {
  constructor(
    private readonly account: Account,
    private readonly sessions: Sessions,
  ) {}

  @Post('auth/v1/token')
  @HttpCode(200)
  @Route('token')
  token(@Body({ schema: tokenRequest }) request: TokenRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    if (!this.account.admits(request)) throw new UnauthorizedException('Wrong username or password.');
    const token = this.sessions.open();
    const maxAge = Math.ceil(this.sessions.seconds);
    void reply.header('set-cookie', `${SESSION_COOKIE}=${token}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${maxAge}`);
    return { token, expires_in: this.sessions.seconds };
  }

  @Get('api/v2/api-csrf-token')
  @UseGuards(SessionGuard)
  @Route('csrf')
  csrf(@Res({ passthrough: true }) reply: FastifyReply) {
    const token = randomUUID();
    void reply.header('set-cookie', `csrftoken=${token}; Path=/; SameSite=Lax`);
    return { csrftoken: token };
  }
}
