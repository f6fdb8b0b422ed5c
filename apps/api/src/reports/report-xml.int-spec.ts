import { spawnSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import type { BenchmarkEvent } from '#domain';
import { benchmarkFailed, cancelled, created, run, timedOut } from '#domain/testing';
import { renderers } from '#reports';
import { many, planOf, reported } from '#reports/testing';

const isThere = spawnSync('xmllint', ['--version']).status === 0;
if (!isThere) console.warn('Not checked by an XML parser: xmllint is not installed (Debian: libxml2-utils).');

(isThere ? describe : describe.skip)('The JUnit file, to a real parser,', () => {
  it.each<[string, readonly BenchmarkEvent[]]>([
    ['a run without a hitch', run],
    ['a run with many documents', [...many(100), timedOut]],
    ['a run that failed', [created, benchmarkFailed]],
    ['a run with names of any kind', [named(`]]><x a="1"/>&\u0001\u001B\r\n\t'--> \uFFFE 🎉`), planOf(['<a>', ']]>']), cancelled]],
  ])('is well-formed for %s', async (_, events) => {
    const input = [...renderers.junit.render(await reported(events))].join('');
    const { status, stdout, stderr } = parsed(input, 'string(/testsuites/testsuite/@name)');
    expect([status, stderr]).toEqual([0, '']);
    const { benchmark_name } = events[0]!.data as { benchmark_name: string };
    expect(stdout).toBe(`${benchmark_name.replace(/[^\P{Cc}\t\n\r]|\uFFFE/gu, '\uFFFD')}\n`);
  });
});

it('would be told if it were not', () => {
  if (isThere) expect(parsed('<a>&#1;</a>', 'string(/)').status).not.toBe(0);
});

const parsed = (input: string, path: string) =>
  spawnSync('xmllint', ['--nonet', '--xpath', path, '-'], { input, encoding: 'utf8', timeout: 120_000 });

function named(benchmark_name: string): BenchmarkEvent {
  return { ...created, data: { ...created.data, benchmark_name } };
}
