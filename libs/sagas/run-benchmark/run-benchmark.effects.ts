import { Injectable } from '@nestjs/common';
import type { SagaTry } from '#eventsourcing';
import { Credentials } from '#ports';
import type { Effects, Send } from '../benchmark-saga.worker.js';
import { SagaSettings } from '../saga-settings.js';
import { CreateProject } from './create-project.effect.js';
import { PlanDocuments } from './plan-documents.effect.js';
import type { RunEffect } from './run-benchmark.saga.js';
import { UploadDocuments } from './upload-documents.effect.js';

/** Carries out the steps of a run. */
@Injectable()
export class RunBenchmarkEffects implements Effects<RunEffect> {
  readonly retry;

  constructor(
    private readonly plan: PlanDocuments,
    private readonly project: CreateProject,
    private readonly upload: UploadDocuments,
    private readonly credentials: Credentials,
    { stepRetry }: SagaSettings,
  ) {
    this.retry = stepRetry;
  }

  isFatal({ type }: RunEffect): boolean {
    return type !== 'ForgetCredentials';
  }

  async perform({ type, benchmarkId }: RunEffect, send: Send, turn: SagaTry): Promise<void> {
    switch (type) {
      case 'PlanDocuments':
        return this.plan.perform(benchmarkId, send, turn.signal);
      case 'CreateProject':
        return this.project.perform(benchmarkId, send);
      case 'UploadDocuments':
        return this.upload.perform(benchmarkId, send, turn.signal);
      case 'ForgetCredentials':
        return this.credentials.forget(benchmarkId);
    }
  }
}
