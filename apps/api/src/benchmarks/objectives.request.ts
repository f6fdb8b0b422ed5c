import { ObjectiveFault, parseObjective, printObjective, type Objective } from '#measurement';
import { RequestRefused } from '../problems/problem.js';

/** The objectives that a request asks for, as they are always written. Throws RequestRefused with the place of the first fault in each. */
export function objectivesOf(texts: readonly string[], baseline: string | undefined): readonly string[] {
  const read = texts.map((text) => parseObjective(text));
  const faults = read.flatMap((found, index) => faultOf(found, index, baseline !== undefined));
  if (faults.length > 0) {
    const text = faults.map(({ field, message }) => `${field}: ${message}`).join('; ');
    throw new RequestRefused('InvalidObjective', text, faults);
  }
  return read.flatMap((found) => (found instanceof ObjectiveFault ? [] : printObjective(found)));
}

/** Where it is: a JSON Pointer into the request (RFC 6901), and the character from 1 on. */
function faultOf(found: Objective | ObjectiveFault, index: number, hasBaseline: boolean) {
  const place = { field: `slo.${index}`, pointer: `#/slo/${index}` };
  if (found instanceof ObjectiveFault) return [{ ...place, column: found.column, message: found.message }];
  if (found.limit.kind !== 'baseline' || hasBaseline) return [];
  return [{ ...place, message: 'speaks of a baseline, and the request names none' }];
}
