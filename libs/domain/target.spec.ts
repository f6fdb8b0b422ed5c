import { describe, expect, it } from '@jest/globals';
import { hostOf, normaliseUrl } from './target.js';

describe('A target', () => {
  it.each([
    ['platform', 'http://platform', 'https://platform', 'platform/', 'PLATFORM', ' platform '],
    ['platform', 'http://platform:80', 'https://platform:443/', 'http://platform:443', 'https://platform:80/'],
    ['platform:8283', 'http://platform:8283', 'HTTPS://Platform:8283/', 'platform:8283//'],
    ['platform/eigen', 'http://platform/eigen', 'https://PLATFORM:443/eigen/', 'platform:80/eigen'],
    ['127.0.0.1:8283', 'http://127.0.0.1:8283/', 'https://127.0.0.1:8283'],
    ['[::1]:8283', 'http://[::1]:8283', 'http://[0:0:0:0:0:0:0:1]:8283/'],
    ['[fe80::80]', 'http://[FE80::80]:80/', 'https://[fe80::80]'],
    ['xn--bcher-kva.example', 'http://bücher.example', 'https://BÜCHER.example:443', 'b%C3%BCcher.example'],
  ])('is %p, whoever writes its address', (host, ...addresses) => {
    for (const address of [host, ...addresses]) expect(hostOf(address)).toBe(host);
  });

  it('is another one with another host, port or path', () => {
    const hosts = ['platform', 'platform2', '[::1]', '127.0.0.1', 'platform:8283', 'platform:8080'];
    const paths = ['platform/eigen', 'platform/Eigen', 'platform:8283/eigen'];
    expect(new Set([...hosts, ...paths].map(hostOf)).size).toBe(hosts.length + paths.length);
  });

  it.each([
    ['user information', ['http://user:secret@platform', 'user@platform', 'http://user:@a', 'https://:secret@a']],
    ['another scheme', ['ftp://platform', 'file:///etc/passwd', 'esdb://platform:2113', 'ws://a', 'javascript://a']],
    ['a query or a fragment', ['http://platform?key=1', 'http://platform/#here']],
    ['no host', ['', ' ', 'http://', 'http:///', '::1', 'http://a b', 'http://platform:port', 'http://platform:70000']],
  ])('with %s is refused', (_, addresses) => {
    for (const address of addresses) {
      expect(normaliseUrl(address)).toBeUndefined();
      expect(hostOf(address)).toBeUndefined();
    }
  });

  it('is called as it was given, with a scheme and without a trailing slash', () => {
    expect(normaliseUrl('platform:8283')).toBe('http://platform:8283');
    expect(normaliseUrl('HTTPS://Platform:443/Eigen//')).toBe('https://platform/Eigen');
    expect(normaliseUrl('https://platform:80')).toBe('https://platform:80');
  });

  it('is found at once in an address of nothing but slashes', () => {
    const before = performance.now();
    expect(hostOf(`platform${'/'.repeat(200_000)}x`)).toMatch(/^platform\/+x$/);
    expect(performance.now() - before).toBeLessThan(5_000);
  });
});
