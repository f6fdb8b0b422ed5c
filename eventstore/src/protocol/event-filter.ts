import { RE2JS } from 're2js';
import { messageOf } from '../failure.js';
import type { StoredEvent } from '../log/record.codec.js';
import { invalid } from './errors.js';
import type { FilterExpression, FilterOptions } from './read-request.codec.js';
import { regexSize } from './regex-size.js';

export interface EventFilter {
  accepts(event: StoredEvent): boolean;
  /** Events between two checkpoints of a subscription. */
  readonly checkpointInterval: number;
}

const WINDOW = 32;
const REMEMBERED = 10_000;
const LONGEST_REGEX = 4096;
/** What one name may cost grows with these, and the node has one thread: so many make a tenth of a second at worst, four times as many ten times that. */
const MOST_STEPS = 2_500;
/** Counted repeats by themselves: what they repeat may be hard to keep in mind, too. */
const MOST_REPEATS = 1000;
/** Longer names match no regex. */
const LONGEST_NAME = 4096;
/** The answers for longer ones are not kept. */
const LONGEST_REMEMBERED = 256;

/** What of $all a reader wants; throws Refused for what cannot be asked. */
export function eventFilter({ streamName, eventType, window, multiplier }: FilterOptions): EventFilter {
  const expression = streamName ?? eventType;
  if (!expression) throw invalid('A filter is on the stream name or on the event type');
  const accepts = predicate(expression);
  return {
    accepts: (event) => accepts(streamName ? event.streamName : event.typeName),
    checkpointInterval: (window ?? WINDOW) * multiplier,
  };
}

function predicate({ regex, prefixes }: FilterExpression): (name: Buffer) => boolean {
  if (regex !== '') return remembering(compiled(regex));
  return (name) => prefixes.some((prefix) => name.length >= prefix.length && name.compare(prefix, 0, prefix.length, 0, prefix.length) === 0);
}

/** Linear in time whatever the expression, and bounded in size: a client's regex must not be able to hold up the node. */
function compiled(regex: string): (name: string) => boolean {
  if (isTooLarge(regex)) throw invalid("The filter's regular expression is too large");
  try {
    const expression = RE2JS.compile(regex);
    return (name) => name.length <= LONGEST_NAME && expression.test(name);
  } catch (error) {
    throw invalid(`The filter's regular expression is not supported: ${messageOf(error)}`);
  }
}

function isTooLarge(regex: string): boolean {
  if (regex.length > LONGEST_REGEX) return true;
  const repeats = Array.from(regex.matchAll(/\{(\d+)(?:,(\d*))?\}/g), ([, least, most]) => Number(most || least));
  return repeats.reduce((sum, count) => sum + count, 0) > MOST_REPEATS || regexSize(regex) > MOST_STEPS;
}

/** Names come again and again; a few thousand answers are kept. */
function remembering(test: (name: string) => boolean): (name: Buffer) => boolean {
  const answers = new Map<string, boolean>();
  return (bytes) => {
    const name = bytes.toString();
    if (name.length > LONGEST_REMEMBERED) return test(name);
    const known = answers.get(name);
    if (known !== undefined) return known;
    const answer = test(name);
    if (answers.size >= REMEMBERED) answers.clear();
    answers.set(name, answer);
    return answer;
  };
}
