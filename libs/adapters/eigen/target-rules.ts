import { BlockList, isIP } from 'node:net';
import { BadSettings } from '../settings/settings.js';

/** One entry of the list of targets. */
export interface Rule {
  /** Port undefined: any of them. */
  admitsName(name: string, port: number | undefined): boolean;
  admitsAddress(address: string, port: number): boolean;
  /** Names that are not listed may be looked up: their addresses decide. */
  readonly opensNames: boolean;
}

const LOOPBACK = ['127.0.0.0/8', '::1/128'];
/** This host, loopback, link-local (where clouds keep their metadata), multicast, reserved. */
const SPECIAL = [...LOOPBACK, '0.0.0.0/8', '169.254.0.0/16', '224.0.0.0/3', '::/128', 'fe80::/10', 'ff00::/8'];
const NAME = /^(?<wild>\*\.)?(?<name>[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?)(:(?<port>\d{1,5}))?$/i;
const ADDRESS = /^(\[(?<v6>[^\]]+)\]|(?<v4>[\d.]+))(:(?<port>\d{1,5}))?$/;
const nothing: Rule = { admitsName: () => false, admitsAddress: () => false, opensNames: false };

/** Throws BadSettings, which names the variable and the entry that is none. */
export function parseRules(variable: string, text: string): readonly Rule[] {
  const entries = text.split(',').map((entry) => entry.trim());
  return entries.filter(Boolean).map((entry) => {
    const rule = parseRule(entry);
    if (rule) return rule;
    const grammar = 'host[:port], *.domain[:port], an address, a network like 10.0.0.0/8, loopback or *';
    throw new BadSettings(`${variable}: ${JSON.stringify(entry)} is none of ${grammar}`);
  });
}

function parseRule(entry: string): Rule | undefined {
  if (entry === '*') return { admitsName: () => true, admitsAddress: () => true, opensNames: false };
  if (entry === 'loopback') {
    return { admitsName: isLocalName, admitsAddress: isLoopback, opensNames: false };
  }
  if (entry.includes('/')) return isNetwork(entry) ? networkRule(entry) : undefined;
  if (isIP(entry)) return addressRule(entry, undefined);
  const { v6, v4, port } = ADDRESS.exec(entry)?.groups ?? {};
  const address = v6 ?? v4;
  if (address !== undefined) return isIP(address) ? addressRule(address, port) : undefined;
  return nameRule(entry);
}

function nameRule(entry: string): Rule | undefined {
  const { wild, name, port } = NAME.exec(entry)?.groups ?? {};
  if (name === undefined) return undefined;
  const listed = plain(name);
  const admitsName: Rule['admitsName'] = (other, at) => {
    const isListed = wild ? plain(other).endsWith(`.${listed}`) : plain(other) === listed;
    return isListed && isPort(port, at);
  };
  return { ...nothing, admitsName };
}

function addressRule(address: string, port: string | undefined): Rule {
  const only = inside([`${address}/${isIP(address) === 4 ? 32 : 128}`]);
  return { ...nothing, admitsAddress: (other, at) => isPort(port, at) && only(other) };
}

const networkRule = (network: string): Rule => ({ ...nothing, admitsAddress: inside([network]), opensNames: true });

const isPort = (listed: string | undefined, port: number | undefined): boolean =>
  listed === undefined || port === undefined || Number(listed) === port;

/** Case and the root's dot make no other name. */
const plain = (name: string): string => name.toLowerCase().replace(/\.$/, '');

export const isLocalName = (name: string): boolean => /^(.+\.)?localhost$/.test(plain(name));
export const isLoopback = inside(LOOPBACK);
export const isSpecial = inside(SPECIAL);

function isNetwork(text: string): boolean {
  const [address = '', prefix = ''] = text.split(/\/(.*)/s);
  const family = isIP(address);
  return family !== 0 && /^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128);
}

/** Also finds an IPv4 address in IPv6 notation. */
function inside(networks: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const network of networks) {
    const [address, prefix] = network.split('/') as [string, string];
    list.addSubnet(address, Number(prefix), isIP(address) === 4 ? 'ipv4' : 'ipv6');
  }
  return (address) => list.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6');
}
