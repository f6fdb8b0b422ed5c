import { lookup, type LookupAddress, type LookupOptions } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { promisify } from 'node:util';
import { PlatformRefused } from '#ports';
import { isLoopback, isLocalName, isSpecial, parseRules, type Rule } from './target-rules.js';

const VARIABLE = 'SLOWKING_TARGETS';
const DEFAULT = 'loopback';

/** Finds all addresses of a name. */
export type ResolveName = (name: string, options: LookupOptions & { all: true }) => Promise<readonly LookupAddress[]>;

/** Which targets may be called at all. Nothing that a command names is connected to before this has said yes. */
export class TargetPolicy {
  private constructor(
    private readonly rules: readonly Rule[],
    private readonly resolve: ResolveName,
  ) {}

  /**
   * From a list with commas: `host[:port]`, `*.example.org[:port]`, an address or a network like `10.0.0.0/8`,
   * `loopback` (which is the default), or `*` for everything.
   */
  static parse(text: string | undefined, resolve: ResolveName = promisify(lookup)): TargetPolicy {
    return new TargetPolicy(parseRules(VARIABLE, text?.trim() || DEFAULT), resolve);
  }

  /** Throws PlatformRefused unless scheme, host and port are allowed. Where a name is, its look-up checks. */
  assertAllowed(address: string | URL): void {
    const url = URL.parse(String(address));
    if (!url || !['http:', 'https:'].includes(url.protocol)) {
      throw new PlatformRefused('the address of the platform is not one of http or https');
    }
    const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
    const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
    const isAllowed = isIP(host) ? this.admitsAddress(host, port) : this.mayAdmitName(host, port);
    if (!isAllowed) throw new PlatformRefused(`${VARIABLE} does not allow ${url.hostname}:${port}`);
  }

  /** The look-up of connections: fails with PlatformRefused when a name is at an address that is not allowed. */
  readonly lookup: LookupFunction = (name, options, callback) => {
    this.resolve(name, { ...options, all: true }).then(
      (found) => {
        const forbidden = found.find(({ address }) => !this.admitsAddressOf(name, address));
        const [first] = found;
        if (forbidden) callback(this.rebound(name, forbidden), []);
        else if (!first) callback(new Error(`${name} has no address`), []);
        else if (options.all) callback(null, [...found]);
        else callback(null, first.address, first.family);
      },
      (error: Error) => callback(error, []),
    );
  };

  private rebound(name: string, { address }: LookupAddress): PlatformRefused {
    return new PlatformRefused(`${VARIABLE} does not allow ${name}: its address is ${address}`);
  }

  private admitsAddress(address: string, port: number): boolean {
    return this.rules.some((rule) => rule.admitsAddress(address, port));
  }

  private mayAdmitName(name: string, port: number): boolean {
    return this.rules.some((rule) => rule.admitsName(name, port) || rule.opensNames);
  }

  /** A name that is allowed may be anywhere but where only a name that was bound anew would be. */
  private admitsAddressOf(name: string, address: string): boolean {
    if (this.admitsAddress(address, 0)) return true;
    if (!this.rules.some((rule) => rule.admitsName(name, undefined))) return false;
    return isLocalName(name) ? isLoopback(address) : !isSpecial(address);
  }
}
