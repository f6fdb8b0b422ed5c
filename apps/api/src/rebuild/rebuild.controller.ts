import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { RebuildJobs } from '#adapters';
import { Refusal } from '#eventsourcing';
import { Documented } from '../http/documented.js';
import { rebuildAnswer, shownRebuild, type RebuildAnswer } from './rebuild.answer.js';
import { rebuildRequest, type RebuildRequest } from './rebuild.request.js';

/** The read models made anew from the log, while they go on answering. */
@ApiTags('operations')
@Controller('read-models/rebuild')
export class RebuildController {
  constructor(private readonly jobs: RebuildJobs) {}

  /** Asks for one; where one is under way, that is the answer. */
  @Post()
  @HttpCode(202)
  @Documented({
    id: 'rebuildReadModels',
    summary: 'Makes the read models anew from the log',
    description:
      'A worker fills new tables beside the live ones, compares them, and puts them in their place at once. Queries answer all the while; ' +
      'nothing is appended, sent or mailed. Where one is under way, that one is answered.',
    request: { schema: 'RebuildRequest', example: {} },
    status: 202,
    answer: 'It waits for a worker, or is under way.',
    content: [{ shape: rebuildAnswer }],
  })
  async ask(@Body({ schema: rebuildRequest }) { accept_differences }: RebuildRequest): Promise<RebuildAnswer> {
    return shownRebuild(await this.jobs.ask(accept_differences));
  }

  /** The last one that was asked for. */
  @Get()
  @Documented({
    id: 'showRebuild',
    summary: 'How the last rebuild of the read models is getting on',
    answer: 'How far it is, or how it ended.',
    content: [{ shape: rebuildAnswer }],
    problems: ['NotFound'],
  })
  async show(): Promise<RebuildAnswer> {
    const state = await this.jobs.latest();
    if (!state) throw new Refusal('NotFound', 'No rebuild has been asked for.');
    return shownRebuild(state);
  }
}
