import { Controller, Get, NotFoundException, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Route } from '../misbehaviour/misbehaving-route.interceptor.js';
import { PlatformClock, seconds } from './platform-clock.js';

/** Whether this platform tells its time at all. */
export class ClockRoute {
  constructor(readonly isOn: boolean) {}
}

/** The platform's time, so that others can tell how far it is from theirs. */
@Controller('api/v1/time')
export class ClockController {
  constructor(
    private readonly clock: PlatformClock,
    private readonly route: ClockRoute,
  ) {}

  @Get()
  @Route('time')
  time(@Req() { receivedAt }: FastifyRequest): { received_at: number; sent_at: number } {
    if (!this.route.isOn) throw new NotFoundException('Not found.');
    return { received_at: seconds(receivedAt), sent_at: seconds(this.clock.micros()) };
  }
}
