import { Controller, HttpCode, NotFoundException, Post, Req, UseGuards } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { SessionGuard } from '../access/session.guard.js';
import { PlatformClock } from '../clock/platform-clock.js';
import { Route } from '../misbehaviour/misbehaving-route.interceptor.js';
import { Processing } from '../processing/processing.js';
import { Projects } from '../projects/projects.js';
import { Documents } from './documents.js';
import { receiveUpload } from './received-upload.js';

/** Which of its own ids the platform gave to each file. */
export interface UploadAnswer {
  readonly document_type_id: number;
  readonly documents: readonly { readonly document_name: string; readonly document_id: number }[];
}

/** What the platform calls itself; what the caller called it, where that is left out. */
export class PublicHost {
  constructor(private readonly host: string | undefined) {}

  asSeenBy({ headers }: FastifyRequest): string {
    return this.host ?? headers.host ?? '';
  }
}

/** Takes documents in; they are processed later. */
@Controller('api/v1/document_uploader')
@UseGuards(SessionGuard)
export class UploadsController {
  constructor(
    private readonly projects: Projects,
    private readonly documents: Documents,
    private readonly processing: Processing,
    private readonly clock: PlatformClock,
    private readonly publicHost: PublicHost,
  ) {}

  @Post()
  @HttpCode(202)
  @Route('upload')
  async upload(@Req() request: FastifyRequest): Promise<UploadAnswer> {
    const { documentTypeId, files } = await receiveUpload(request);
    if (!this.projects.has(documentTypeId)) throw new NotFoundException('Project not found.');
    const arrival = { documentTypeId, host: this.publicHost.asSeenBy(request), receivedAt: this.clock.micros() };
    const documents = this.documents.take(files, arrival);
    this.processing.accept(documents);
    return {
      document_type_id: documentTypeId,
      documents: documents.map(({ name, id }) => ({ document_name: name, document_id: id })),
    };
  }
}
