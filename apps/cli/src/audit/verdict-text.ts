import type { Finding, Verdict } from '#eventsourcing';
import { plain } from '../output/plain.js';
import type { Screen } from '../output/screen.js';

const MOST = 20;
const TRUST = { pinned: 'as given', 'first use': 'on first use', none: 'not known here' } as const;

/** A verdict for people: what it is, what is wrong and where, whose word it is. */
export function verdictText(verdict: Verdict, what: string, screen: Screen): readonly string[] {
  const { findings, notes, system, root, key_id: key, trust } = verdict;
  const more = findings.length > MOST ? [`and ${findings.length - MOST} more`] : [];
  const facts: [string, string | null][] = [
    ['system', system],
    ['key', key && `${key} (${TRUST[trust]})`],
    ['root', root],
  ];
  return [
    `${screen.paint(COLOURS[verdict.verdict], verdict.verdict)}: ${plain(what)}, ${counts(verdict)}`,
    ...findings.slice(0, MOST).map((finding) => plain(sentence(finding))),
    ...more,
    ...notes.map((note) => `note: ${plain(note)}`),
    ...facts.flatMap(([name, value]) => (value ? [`${name.padEnd(6)}  ${plain(value)}`] : [])),
  ];
}

/** A proof holds some events of all that its checkpoint covers. */
function counts({ events, sealed, checkpoints }: Verdict): string {
  const covered = sealed > events ? ` of a log with ${sealed} that are sealed` : `, ${sealed} of them sealed`;
  return `${events} events${covered}, ${checkpoints} ${checkpoints === 1 ? 'checkpoint' : 'checkpoints'}`;
}

const COLOURS = { verified: 'green', tampered: 'red', undecided: 'yellow' } as const;

function sentence({ kind, stream, revision, position, detail }: Finding): string {
  const place = [stream, revision === null ? null : `revision ${revision}`, position === null ? null : `position ${position}`];
  const where = place.filter((part) => part !== null).join(', ');
  return `${kind}: ${where ? `${where}: ` : ''}${detail}`;
}
