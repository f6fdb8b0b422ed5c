import { Body, Controller, Get, Put } from '@nestjs/common';
import { clockFaultRequest, type ClockFaultRequest } from './clock-fault.requests.js';
import { PlatformClock } from './platform-clock.js';

/** Sets the clock wrong while the platform runs: nothing that a real one has. */
@Controller('admin/clock')
export class ClockFaultController {
  constructor(private readonly clock: PlatformClock) {}

  @Get()
  current(): ClockFaultRequest {
    const { offsetSeconds, driftPpm } = this.clock.current;
    return { offset_seconds: offsetSeconds, drift_ppm: driftPpm };
  }

  @Put()
  change(@Body({ schema: clockFaultRequest }) { offset_seconds, drift_ppm }: ClockFaultRequest): ClockFaultRequest {
    this.clock.set({ offsetSeconds: offset_seconds, driftPpm: drift_ppm });
    return this.current();
  }
}
