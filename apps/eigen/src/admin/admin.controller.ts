import { Body, Controller, Get, Put, Query } from '@nestjs/common';
import { Documents, type PlatformDocument } from '../documents/documents.js';
import { Reporter } from '../instrumentation/reporter.js';
import { Misbehaviour } from '../misbehaviour/misbehaviour.js';
import { misbehaviourRequest, type MisbehaviourRequest } from '../misbehaviour/misbehaviour.requests.js';
import { Processing } from '../processing/processing.js';
import { documentsQuery, type DocumentsQuery } from './admin.requests.js';

/** How many documents the platform works on at a time. */
export class WorkerCount {
  constructor(readonly workers: number) {}
}

/** What tests look at and turn: nothing that a real platform has. */
@Controller('admin')
export class AdminController {
  constructor(
    private readonly all: Documents,
    private readonly processing: Processing,
    private readonly reporter: Reporter,
    private readonly misbehaviour: Misbehaviour,
    private readonly count: WorkerCount,
  ) {}

  @Get('documents')
  documents(@Query({ schema: documentsQuery }) { document_type_id }: DocumentsQuery) {
    return { documents: this.all.of(document_type_id).map(truth) };
  }

  @Get('queue')
  queue() {
    return { ...this.processing.load, workers: this.count.workers, ...this.reporter.counts };
  }

  @Get('misbehaviour')
  current(): MisbehaviourRequest {
    return this.misbehaviour.current;
  }

  @Put('misbehaviour')
  change(@Body({ schema: misbehaviourRequest }) request: MisbehaviourRequest): MisbehaviourRequest {
    this.misbehaviour.change(request);
    return this.misbehaviour.current;
  }
}

/** Times are whole microseconds by the platform's clock. */
const truth = ({ name, id, documentTypeId, bytes, sha256, receivedAt, start, end, posting }: PlatformDocument) => ({
  document_name: name,
  document_id: id,
  document_type_id: documentTypeId,
  bytes,
  sha256,
  received_at: receivedAt,
  start,
  end,
  posting,
});
