import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { HttpException, StreamableFile, type CallHandler } from '@nestjs/common';
import { mergeMap, NEVER, of, throwError, type Observable } from 'rxjs';
import type { RouteFault } from './misbehaviour.js';

/** A route's answer as the fault leaves it. */
export function spoil(route: CallHandler, fault: RouteFault): Observable<unknown> {
  const before = insteadOfAnswer(fault, 'before');
  if (before) return before;
  return route.handle().pipe(mergeMap((answer) => insteadOfAnswer(fault, 'after') ?? of(drip(answer, fault))));
}

function insteadOfAnswer({ fails, hangs }: RouteFault, when: 'before' | 'after'): Observable<never> | undefined {
  if (fails?.when === when) return throwError(() => new HttpException('Out of order.', fails.status));
  return hangs?.when === when ? NEVER : undefined;
}

function drip(answer: unknown, { drips }: RouteFault): unknown {
  if (!drips) return answer;
  const bytes = Buffer.from(JSON.stringify(answer));
  const options = { type: 'application/json; charset=utf-8', length: bytes.length };
  return new StreamableFile(Readable.from(byteByByte(bytes, drips.seconds_per_byte)), options);
}

async function* byteByByte(bytes: Buffer, seconds: number): AsyncGenerator<Buffer> {
  for (let index = 0; index < bytes.length; index++) {
    await sleep(seconds * 1_000);
    yield bytes.subarray(index, index + 1);
  }
}
