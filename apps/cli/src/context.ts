import type { Command } from 'commander';
import { Connection } from './http/connection.js';
import { SlowkingApi } from './http/slowking-api.js';
import { EXIT, Failure } from './failure.js';
import { Screen } from './output/screen.js';

/** What every command works with. */
export interface Context {
  readonly api: SlowkingApi;
  readonly screen: Screen;
}

/** Adds one command to the program. */
export type Registration = (program: Command) => void;

interface GlobalOptions {
  readonly api: string;
  readonly key?: string;
  readonly json?: boolean;
}

/** Made of the options that all commands have. Throws a Failure for an address that is none. */
export function contextOf(command: Command): Context {
  const { api, key, json = false } = command.optsWithGlobals<GlobalOptions>();
  const connection = new Connection(addressOf(api), key || undefined);
  return { api: new SlowkingApi(connection), screen: new Screen(json) };
}

function addressOf(text: string): string {
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`);
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || url.search || url.hash) {
    throw new Failure(EXIT.usage, '--api (SLOWKING_API) is not an http or https address without user information.');
  }
  return url.href.replace(/\/+$/, '');
}
