import { Option, type Command } from 'commander';
import type { AsOf } from '../http/api-types.js';
import { whole } from './duration.js';

/** What was given of the options that say as of when. */
export interface AsOfOptions {
  readonly at?: string;
  readonly atRevision?: number;
}

/** Lets people say as of when. */
export const withAsOf = (command: Command): Command =>
  command
    .addOption(new Option('--at-revision <revision>', 'as it was at this revision').argParser(whole(0, Number.MAX_SAFE_INTEGER)).conflicts('at'))
    .option('--at <time>', 'as it was at this time: ISO 8601, or seconds since 1970');

/** What the API is asked with. */
export const asOfQuery = ({ at, atRevision }: AsOfOptions): AsOf => ({
  ...(at !== undefined && { at }),
  ...(atRevision !== undefined && { at_revision: atRevision }),
});
