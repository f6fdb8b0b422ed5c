import type { LookupAddress } from 'node:dns';
import { isIP } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { PlatformRefused } from '#ports';
import { TargetPolicy } from './target-policy.js';

describe('up front', () => {
  it.each([
    [undefined, 'http://localhost:8283', 'allowed'],
    [undefined, 'http://LOCALHOST.:8283/eigen', 'allowed'],
    [undefined, 'https://eigen.localhost', 'allowed'],
    [undefined, 'http://127.0.0.1:8283', 'allowed'],
    [undefined, 'http://127.8.9.10', 'allowed'],
    [undefined, 'http://2130706433/', 'allowed'],
    [undefined, 'http://[::1]:8283', 'allowed'],
    [undefined, 'http://[::ffff:127.0.0.1]', 'allowed'],
    ['', 'http://127.0.0.1', 'allowed'],
    [undefined, 'http://0.0.0.0:8283', 'refused'],
    [undefined, 'http://[::]:8283', 'refused'],
    [undefined, 'http://10.0.0.1', 'refused'],
    [undefined, 'http://169.254.169.254/latest', 'refused'],
    [undefined, 'http://[::ffff:10.0.0.1]', 'refused'],
    [undefined, 'http://eigen.example.org', 'refused'],
    [undefined, 'http://localhost.example.org', 'refused'],
    [undefined, 'ftp://localhost', 'refused'],
    [undefined, 'file:///etc/passwd', 'refused'],
    [undefined, 'no address', 'refused'],
    ['eigen.example.org', 'https://Eigen.Example.ORG', 'allowed'],
    ['eigen.example.org', 'http://example.org', 'refused'],
    ['eigen.example.org', 'http://localhost', 'refused'],
    ['eigen.example.org', 'http://evil-eigen.example.org', 'refused'],
    ['eigen:8080', 'http://eigen:8080', 'allowed'],
    ['eigen:8080', 'http://eigen', 'refused'],
    ['eigen:443', 'https://eigen', 'allowed'],
    ['*.example.org', 'http://a.b.example.org:1234', 'allowed'],
    ['*.example.org', 'http://example.org', 'refused'],
    ['*.example.org', 'http://badexample.org', 'refused'],
    ['*.example.org:80', 'https://a.example.org', 'refused'],
    ['10.0.0.0/8', 'http://10.200.3.4:99', 'allowed'],
    ['10.0.0.0/8', 'http://11.0.0.1', 'refused'],
    ['10.0.0.0/8', 'http://eigen.internal', 'allowed'],
    ['127.0.0.1', 'http://eigen.internal', 'refused'],
    ['fd00::/8', 'http://[fd12::3]', 'allowed'],
    ['10.1.2.3:8080', 'http://10.1.2.3:8080', 'allowed'],
    ['10.1.2.3:8080', 'http://10.1.2.3:8081', 'refused'],
    ['[fd00::1]:8080', 'http://[fd00::1]:8080', 'allowed'],
    ['[fd00::1]:8080', 'http://[fd00::1]', 'refused'],
    ['fd00::1', 'http://[fd00::1]', 'allowed'],
    [' loopback , eigen.example.org ', 'http://127.0.0.1', 'allowed'],
    [' loopback , eigen.example.org ', 'http://eigen.example.org', 'allowed'],
    ['*', 'https://whatever.example.com:1', 'allowed'],
    ['*', 'http://169.254.169.254', 'allowed'],
    ['*', 'gopher://localhost', 'refused'],
  ])('with %p, %s is %s', (targets, url, verdict) => {
    expect(check(() => TargetPolicy.parse(targets).assertAllowed(url))).toBe(verdict);
  });

  it('names the variable, the host and the port', () => {
    expect(() => TargetPolicy.parse(undefined).assertAllowed('https://u:p@eigen.example.org/x')).toThrow(
      'SLOWKING_TARGETS does not allow eigen.example.org:443',
    );
  });

  it.each(['http://x', '10.0.0.0/33', '10.0.0/8', '1.2.3.4.5', 'a b', '*.', 'x:y', '[::1', '::1/200', '*foo'])(
    'is not made of %p',
    (entry) => {
      expect(() => TargetPolicy.parse(`loopback,${entry}`)).toThrow(`SLOWKING_TARGETS: "${entry}" is none of host`);
    },
  );
});

describe('when a name is looked up', () => {
  it.each([
    [undefined, 'localhost', ['127.0.0.1', '::1'], 'allowed'],
    [undefined, 'localhost', ['127.0.0.1', '10.0.0.1'], 'refused'],
    [undefined, 'eigen.localhost', ['169.254.169.254'], 'refused'],
    ['localhost:8283', 'localhost', ['::1'], 'allowed'],
    ['localhost', 'localhost', ['10.0.0.1'], 'refused'],
    ['eigen.example.org', 'eigen.example.org', ['203.0.113.9'], 'allowed'],
    ['eigen:8080', 'eigen', ['172.18.0.3'], 'allowed'],
    ['*.example.org', 'a.example.org', ['127.0.0.1'], 'refused'],
    ['*.example.org', 'a.example.org', ['::ffff:127.0.0.1'], 'refused'],
    ['*.example.org', 'a.example.org', ['0.0.0.0'], 'refused'],
    ['*.example.org', 'a.example.org', ['203.0.113.9', '169.254.169.254'], 'refused'],
    ['*.example.org', 'a.example.org', ['fe80::1%eth0'], 'refused'],
    ['*.example.org,127.0.0.0/8', 'a.example.org', ['127.0.0.1'], 'allowed'],
    ['*.example.org,127.0.0.1:8283', 'a.example.org', ['127.0.0.1'], 'refused'],
    ['10.0.0.0/8', 'eigen.internal', ['10.1.2.3'], 'allowed'],
    ['10.0.0.0/8', 'eigen.internal', ['10.1.2.3', '192.168.0.1'], 'refused'],
    ['*', 'anything', ['169.254.169.254'], 'allowed'],
  ])('with %p, %s at %p is %s', async (targets, name, addresses, verdict) => {
    expect(await look(targets, name, addresses)).toBe(verdict);
  });

  it('says what the name was bound to', async () => {
    const policy = TargetPolicy.parse('*.example.org', at(['127.0.0.1']));
    const error = await new Promise((answer) => policy.lookup('a.example.org', { all: true }, answer));
    expect(error).toBeInstanceOf(PlatformRefused);
    expect(String(error)).toContain('SLOWKING_TARGETS does not allow a.example.org: its address is 127.0.0.1');
  });

  it('hands an outage of the look-up on', async () => {
    const policy = TargetPolicy.parse('a.example.org', async () => Promise.reject(new Error('ENOTFOUND')));
    const error = await new Promise((answer) => policy.lookup('a.example.org', {}, answer));
    expect(String(error)).toBe('Error: ENOTFOUND');
  });
});

const check = (attempt: () => void): string => {
  try {
    attempt();
    return 'allowed';
  } catch (error) {
    return verdictOn(error);
  }
};

/** Both ways that connections ask: for all addresses, and for one. */
async function look(targets: string | undefined, name: string, addresses: string[]): Promise<string> {
  const policy = TargetPolicy.parse(targets, at(addresses));
  const verdicts = await Promise.all([true, false].map((all) => ask(policy, name, all)));
  expect(verdicts[1]).toBe(verdicts[0]);
  return verdicts[0]!;
}

const ask = (policy: TargetPolicy, name: string, all: boolean) =>
  new Promise<string>((answer) => {
    policy.lookup(name, { all }, (error) => answer(error ? verdictOn(error) : 'allowed'));
  });

const verdictOn = (error: unknown): string => (error instanceof PlatformRefused ? 'refused' : String(error));

const at = (addresses: string[]) => async (): Promise<LookupAddress[]> =>
  addresses.map((address) => ({ address, family: isIP(address) }));
