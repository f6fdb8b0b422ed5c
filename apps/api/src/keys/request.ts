import { parseArgs } from 'node:util';
import { hostOf } from '#domain';
import { ROLES, type Role } from '#ports';
import { WrongUsage } from './usage.js';

/** What the program is asked to do. */
export type KeysRequest =
  | { readonly kind: 'help' }
  | { readonly kind: 'create'; readonly role: Role; readonly name: string }
  | { readonly kind: 'list' }
  | { readonly kind: 'revoke'; readonly keyId: string }
  | { readonly kind: 'secret set'; readonly host: string; readonly fromStdin: boolean }
  | { readonly kind: 'secret list' }
  | { readonly kind: 'secret remove'; readonly host: string }
  | { readonly kind: 'audit list' | 'audit rotate' | 'audit restart' };

/** The same, and how it shall be told. */
export interface Asked {
  readonly request: KeysRequest;
  readonly style: 'people' | 'quiet' | 'json';
}

type Options = ReturnType<typeof optionsIn>['values'];

/** Throws WrongUsage. */
export function readArguments(args: readonly string[]): Asked {
  const { values, positionals } = optionsIn(args);
  const style = values.json ? 'json' : values.quiet ? 'quiet' : 'people';
  if (values.help) return { request: { kind: 'help' }, style };
  const isGroup = positionals[0] === 'secret' || positionals[0] === 'audit';
  const [kind = '', ...operands] = isGroup ? [positionals.slice(0, 2).join(' '), ...positionals.slice(2)] : positionals;
  const request = requestOf(kind, operands, values);
  assertUsed(request.kind, values);
  return { request, style };
}

function optionsIn(args: readonly string[]) {
  const flag = { type: 'boolean' } as const;
  const options = { help: { ...flag, short: 'h' }, json: flag, quiet: flag, stdin: flag, role: { type: 'string' }, name: { type: 'string' } } as const;
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (error) {
    throw new WrongUsage(error instanceof Error ? error.message : String(error));
  }
}

function requestOf(kind: string, operands: readonly string[], values: Options): KeysRequest {
  switch (kind) {
    case 'create':
      none(operands);
      return { kind, role: roleIn(values), name: nameIn(values) };
    case 'list':
    case 'secret list':
    case 'audit list':
    case 'audit rotate':
    case 'audit restart':
      none(operands);
      return { kind };
    case 'revoke':
      return { kind, keyId: only(operands, 'the id of a key') };
    case 'secret set':
      return { kind, host: hostIn(operands), fromStdin: values.stdin ?? false };
    case 'secret remove':
      return { kind, host: hostIn(operands) };
    default:
      throw new WrongUsage(kind === '' ? 'Say what to do.' : `There is no command ${JSON.stringify(kind)}.`);
  }
}

function assertUsed(kind: KeysRequest['kind'], { role, name, stdin }: Options): void {
  if (kind !== 'create' && (role ?? name) !== undefined) throw new WrongUsage('--role and --name belong to create.');
  if (kind !== 'secret set' && stdin) throw new WrongUsage('--stdin belongs to secret set.');
}

function none(operands: readonly string[]): void {
  if (operands.length > 0) throw new WrongUsage(`${JSON.stringify(operands[0])} is one word too many.`);
}

function only([first, ...more]: readonly string[], what: string): string {
  if (first === undefined) throw new WrongUsage(`Name ${what}.`);
  none(more);
  return first;
}

function roleIn({ role }: Options): Role {
  const known = ROLES.find((each) => each === role);
  if (!known) throw new WrongUsage(`--role must be ${ROLES.join(', ')}.`);
  return known;
}

function nameIn({ name = '' }: Options): string {
  if (!/^(?!\s)[^\p{C}]{1,200}$/u.test(name)) throw new WrongUsage('--name must be 1 to 200 characters, for people.');
  return name;
}

function hostIn(operands: readonly string[]): string {
  const host = hostOf(only(operands, 'the host of a target'));
  if (host === undefined) throw new WrongUsage('That is no address of a target.');
  return host;
}
