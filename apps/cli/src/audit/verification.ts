import {
  BundleCheck,
  checkProof,
  isProof,
  NotABundle,
  StreamCheck,
  type BundleLine,
  type Expected,
  type ReportedFile,
  type StreamLine,
  type Verdict,
} from '#eventsourcing';
import type { Input } from './input.js';

/** What a verification stands on. */
export interface Grounds {
  readonly pins: readonly string[];
  readonly expected?: readonly Expected[];
  /** Compared with what a proof says of its report. */
  readonly report?: ReportedFile | undefined;
  /** How many events are done, and how many there may be. */
  readonly onProgress?: (done: number, total: number) => void;
}

const ONLY_WHOLE = 'Only a bundle of the whole log can be compared with what was there before.';
/** Between two signs of progress, in lines. */
const STEP = 1000;

/** Verifies a bundle, the bundle of one stream, or a proof. Throws NotABundle. */
export async function verify(input: Input, grounds: Grounds): Promise<Verdict> {
  if (input.kind === 'lines') return verifyLines(input.lines, grounds);
  return verifyDocument(input.document, grounds);
}

function verifyDocument(document: unknown, { pins, report, expected = [] }: Grounds): Verdict {
  if (!isProof(document)) throw new NotABundle('It is no bundle and no proof of slowking.');
  if (expected.length > 0) throw new NotABundle(ONLY_WHOLE);
  return checkProof(document, { pins }, report);
}

async function verifyLines(lines: AsyncIterable<object>, grounds: Grounds): Promise<Verdict> {
  const { pins, expected = [], onProgress } = grounds;
  let [check, count, total]: [Check | undefined, number, number] = [undefined, 0, 0];
  for await (const line of lines) {
    if (!check) {
      const { format, sealed } = line as { readonly format?: unknown; readonly sealed?: unknown };
      if (isProof(line)) return verifyDocument(line, grounds);
      const isStream = format === 'slowking.stream/1';
      if (isStream && expected.length > 0) throw new NotABundle(ONLY_WHOLE);
      check = isStream ? new StreamCheck({ pins }) : new BundleCheck({ pins }, expected);
      total = Number(sealed) || 0;
    }
    check.take(line as BundleLine & StreamLine);
    if (++count % STEP === 0) onProgress?.(count, total);
  }
  if (!check) throw new NotABundle('It is empty.');
  return check.finish();
}

type Check = Pick<BundleCheck, 'finish'> & { take(line: BundleLine & StreamLine): void };

/** What an older bundle, or a proof, says that a newer log must hold; itself verified. */
export async function expectedOf(input: Input, pins: readonly string[], from: string): Promise<{ readonly verdict: Verdict; readonly expected: readonly Expected[] }> {
  const verdict = await verify(input, { pins });
  const { system, root, sealed } = verdict;
  return { verdict, expected: root === null ? [] : [{ system, root, tree_size: sealed, from }] };
}
