import type { ReadReq } from '@eventstore/db-client/generated/streams_pb.js';
import type { Recorded } from '#eventsourcing';
import { Silence } from './deadline.js';
import { Intake } from './intake.js';
import type { Lines } from './lines.js';
import { readAnswer } from './read-answer.codec.js';

/** One read call. A stream that nobody wrote has no events; any other end before the end is a fault. */
export class Reading {
  private readonly line;
  private readonly intake: Intake;
  fault: unknown;

  constructor(private readonly lines: Lines, request: ReadReq) {
    this.line = lines.enter();
    this.intake = new Intake(this.line.client.openReadCall(request));
  }

  /** What has come in. Undefined: that was all, or there is a fault, such as nothing for `ms`. */
  async take(ms: number): Promise<readonly Buffer[] | undefined> {
    try {
      const items = await this.intake.take(ms);
      if (items?.length === 0) throw new Silence(ms);
      return items;
    } catch (error) {
      this.fault = error;
      this.lines.doubt(this.line, error);
      return undefined;
    }
  }

  close(): void {
    this.intake.close();
    this.line.leave();
  }
}

/** The event in an answer, where there is one. Throws TypeError over what cannot be read. */
export function eventOf(item: Buffer): Recorded | undefined {
  const answer = readAnswer(item);
  return answer.kind === 'event' ? answer.event : undefined;
}
