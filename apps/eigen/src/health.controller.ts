import { Controller, Get } from '@nestjs/common';

/** Alive, without a session. */
@Controller('health')
export class HealthController {
  @Get()
  health(): { status: 'ok' } {
    return { status: 'ok' };
  }
}
