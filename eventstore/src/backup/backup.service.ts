import { status, type handleServerStreamingCall, type ServiceDefinition, type UntypedServiceImplementation } from '@grpc/grpc-js';
import type { EventLog } from '../log/event-log.js';
import { u64 } from '../bytes.js';
import { Refused } from '../protocol/errors.js';
import { Outlet } from '../protocol/outlet.js';
import { encodePage } from './page.codec.js';

const asIs = (bytes: Buffer): Buffer => bytes;

/** Our own, beside the protocol's services: first the position of the newest event, then pages; it is whole when it ends with OK. */
export const backupDefinition = {
  copy: {
    path: '/slowking.eventstore.Backup/Copy', requestStream: false, responseStream: true,
    requestSerialize: asIs, requestDeserialize: asIs, responseSerialize: asIs, responseDeserialize: asIs,
  },
} satisfies ServiceDefinition;

/** Sends whoever may operate the node all that it holds, while it goes on serving. */
export class BackupService {
  readonly handlers: UntypedServiceImplementation;
  private readonly outlets = new Set<Outlet>();

  constructor(private readonly log: EventLog, private readonly onError: (error: unknown) => void) {
    const copy: handleServerStreamingCall<Buffer, Buffer> = (call) => {
      const outlet: Outlet = new Outlet(call, () => this.outlets.delete(outlet));
      this.outlets.add(outlet);
      void this.send(outlet);
    };
    this.handlers = { copy };
  }

  /** Ends every call. */
  end(reason: unknown): void {
    for (const outlet of this.outlets) outlet.fail(reason);
  }

  private async send(outlet: Outlet): Promise<void> {
    try {
      const pages = this.log.copy();
      if (!pages) throw new Refused(status.FAILED_PRECONDITION, 'A node in memory keeps nothing that could be backed up');
      outlet.write(u64(this.log.end));
      for await (const page of pages) {
        outlet.write(encodePage(page));
        await outlet.room();
        if (outlet.closed) return;
      }
      outlet.end();
    } catch (error) {
      if (!outlet.closed) this.onError(error);
      outlet.fail(error);
    }
  }
}
