import { Injectable } from '@nestjs/common';
import { Clock } from '#ports';
import type { Effects, Send } from '../benchmark-saga.worker.js';
import { instrumentationUrl, LONG_RETRY, SagaSettings } from '../saga-settings.js';
import type { DeadlineEffect } from './enforce-deadline.saga.js';

/** There is nothing to do outside: the command is all. */
@Injectable()
export class EnforceDeadlineEffects implements Effects<DeadlineEffect> {
  readonly retry = LONG_RETRY;

  constructor(
    private readonly clock: Clock,
    private readonly settings: SagaSettings,
  ) {}

  isFatal(): boolean {
    return false;
  }

  async perform({ benchmarkId, ...overdue }: DeadlineEffect, send: Send): Promise<void> {
    await send({ type: 'TimeOutBenchmark', data: { benchmarkId, at: this.clock.now(), reason: this.reasonOf(overdue) } });
  }

  private reasonOf({ deadlineSeconds, isDeaf, isUnsent, isExclusive }: Omit<DeadlineEffect, 'benchmarkId'>): string {
    const overdue = `not done within ${deadlineSeconds} seconds`;
    const target = isExclusive ? 'other runs were at its target, or ' : '';
    if (isUnsent) return `${overdue}: nothing was sent; perhaps ${target}no worker was free for it`;
    if (!isDeaf) return overdue;
    return `${overdue}: no instrumentation arrived, or all of it was refused; the platform should post it to ${instrumentationUrl(this.settings)}`;
  }
}
