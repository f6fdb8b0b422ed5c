import { describe, expect, it } from '@jest/globals';
import type { BenchmarkEvent } from '#domain';
import { benchmarkId, created, run, sending, timedOut, uploaded, ready } from '#domain/testing';
import { checksOf, renderers } from './index.js';
import { reported } from './testing/index.js';

describe('The JUnit file', () => {
  it('has a test case for each check, all green for a run without a hitch', async () => {
    const text = await rendered(run);
    expect(text).toMatch(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites name="slowking" tests="8" failures="0" /);
    expect(text).toContain('<testcase classname="slowking.integrity" name="run completed" time="0"/>');
    const names = checksOf(await reported(run)).map(({ name }) => name);
    expect([...text.matchAll(/<testcase [^>]*name="([^"]*)" time/g)].map(([, name]) => name)).toEqual(names);
  });

  it('is red for what failed and for what cannot be told, and says why', async () => {
    const text = await rendered([...ready, sending('a.txt'), uploaded('a.txt'), timedOut]);
    expect(text).toContain('tests="8" failures="4" errors="0" skipped="0"');
    expect(text).toContain('<failure message="The run timed out: not done within 3600 seconds." type="fail">');
    expect(text).toContain('<failure message="How far the clocks are apart is unknown." type="inconclusive">');
  });

  it('names the run, when it began and how long it took, and where it can be verified', async () => {
    const text = await rendered(run);
    expect(text).toMatch(/<testsuite name="Release 5\.11" .*time="8\.010000" timestamp="2025-01-01T00:00:00">/);
    expect(text).toContain(`<property name="stream" value="benchmark-${benchmarkId}"/>`);
    expect(text).toContain('<property name="last_revision" value="11"/>');
    expect(text).toMatch(/<property name="chain_hash" value="[0-9a-f]{64}"\/>/);
    expect(text).toContain('\nProcessing: 2 s to 2.5 s, mean 2.25 s, n 2\n');
  });

  it('holds whatever text people and platforms wrote', async () => {
    const benchmark_name = `]]><x a="1"/>&\u0001\n'`;
    const text = await rendered([{ ...created, data: { ...created.data, benchmark_name } }, ...run.slice(1)]);
    expect(text).toContain('name="]]&gt;&lt;x a=&quot;1&quot;/&gt;&amp;\uFFFD&#10;&#39;"');
    expect(text).not.toContain('<x');
  });
});

const rendered = async (events: readonly BenchmarkEvent[]) => [...renderers.junit.render(await reported(events))].join('');
