import { Injectable } from '@nestjs/common';
import type { ReportFile } from '#domain';
import { Clock, Notifier, ReportFiles, type Attachment, type Message } from '#ports';
import { isReportFormat, renderers, type Renderer } from '#reports';
import type { Effects, Send } from '../benchmark-saga.worker.js';
import { isThereAgain } from '../make-report/write-report.js';
import { ReadReport } from '../read-report.js';
import { LONG_RETRY, SagaSettings } from '../saga-settings.js';
import { errorMail, reportMail } from './mails.js';
import type { NotifyEffect } from './notify.saga.js';

/** Mail servers refuse much larger ones; then a link does. */
const MOST_ATTACHED = 5 * 1024 * 1024;
/** What people read; the others are linked to. */
const ATTACHED: readonly string[] = ['csv', 'html'];

/** Sends, then records that it was sent. Dies it in between, the same mail comes again under the same Message-ID. */
@Injectable()
export class NotifyEffects implements Effects<NotifyEffect> {
  readonly retry = LONG_RETRY;

  constructor(
    private readonly notifier: Notifier,
    private readonly report: ReadReport,
    private readonly files: ReportFiles,
    private readonly clock: Clock,
    private readonly settings: SagaSettings,
  ) {}

  isFatal(): boolean {
    return false;
  }

  async perform(effect: NotifyEffect, send: Send): Promise<void> {
    const { benchmarkId, about, to } = effect;
    const { messageId } = await this.notifier.send({ key: `${benchmarkId}:${about}`, to, ...(await this.mail(effect)) });
    await send({ type: 'RecordNotification', data: { benchmarkId, at: this.clock.now(), about, to, messageId } });
  }

  private async mail(effect: NotifyEffect): Promise<Omit<Message, 'key' | 'to'>> {
    if (effect.kind === 'error') return { ...errorMail(effect), attachments: [] };
    const { benchmarkId, files, algorithms } = effect;
    const known = files.flatMap((file) => (isReportFormat(file.format) ? { file, renderer: renderers[file.format] } : []));
    const address = `${this.settings.publicUrl}/api/v1/benchmarks/${benchmarkId}/report`;
    const mail = reportMail(await this.report.summary(benchmarkId), known.map(({ renderer }) => `${address}.${renderer.extension}`));
    const small = known.filter(({ file }) => ATTACHED.includes(file.format) && file.bytes <= MOST_ATTACHED);
    const attachments: Attachment[] = [];
    for (const { file, renderer } of small) {
      if (await this.isThere(file, algorithms, benchmarkId)) attachments.push(this.attachment(file, renderer));
    }
    return { ...mail, attachments };
  }

  /** What cannot be made again must not keep the mail, which links to it, from people. */
  private async isThere(file: ReportFile, algorithms: number, benchmarkId: string): Promise<boolean> {
    return isThereAgain({ file, algorithms }, () => this.report.of(benchmarkId), this.files).catch(() => false);
  }

  private attachment({ file }: ReportFile, { mediaType }: Renderer): Attachment {
    return { filename: file, contentType: mediaType, path: this.files.pathOf(file) };
  }
}
