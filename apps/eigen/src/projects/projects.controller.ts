import { Body, Controller, Post, UseGuards } from '@nestjs/common';
import { SessionGuard } from '../access/session.guard.js';
import { PlatformClock } from '../clock/platform-clock.js';
import { Route } from '../misbehaviour/misbehaving-route.interceptor.js';
import { createProjectRequest, type CreateProjectRequest } from './projects.requests.js';
import { Projects, type Project } from './projects.js';

/** Where a benchmark makes its project. */
@Controller('api/project_management/v2/projects')
@UseGuards(SessionGuard)
export class ProjectsController {
  constructor(
    private readonly projects: Projects,
    private readonly clock: PlatformClock,
  ) {}

  @Post()
  @Route('project')
  create(@Body({ schema: createProjectRequest }) request: CreateProjectRequest): Project {
    return this.projects.create(request, new Date(this.clock.micros() / 1_000));
  }
}
