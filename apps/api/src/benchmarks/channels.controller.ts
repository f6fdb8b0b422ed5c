import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { EVENT_TYPES, OUTSIDE_COMMANDS } from '#domain';
import { Documented } from '../http/documented.js';
import { channels } from './answers.js';

/** What can be asked, and what can have happened. */
@ApiTags('queries')
@Controller('benchmarks/channels')
export class ChannelsController {
  /** The names of all commands and events. */
  @Get()
  @Documented({
    id: 'listChannels',
    summary: 'The names of all commands and events',
    answer: 'What can be asked, and what can have happened.',
    content: [{ shape: channels }],
  })
  channels(): z.infer<typeof channels> {
    return { commands: [...OUTSIDE_COMMANDS], events: [...EVENT_TYPES] };
  }
}
