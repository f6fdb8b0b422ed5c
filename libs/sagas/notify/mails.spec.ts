import { describe, expect, it } from '@jest/globals';
import type { BenchmarkEvent } from '#domain';
import {
  benchmarkFailed,
  benchmarkId,
  cancelled,
  created,
  ready,
  run,
  timedOut,
} from '#domain/testing';
import { summaryOf } from '#reports';
import { reported } from '#reports/testing';
import { errorMail, reportMail } from './mails.js';

const LINK = 'http://slowking:8091/api/v1/benchmarks/1/report.csv';

describe('The mail of a report', () => {
  it('names benchmark and id, in the text and in the HTML', async () => {
    const { subject, text, html } = await mailOf(run);
    expect(subject).toContain('Release 5.11');
    for (const body of [text, html]) {
      expect(body).toContain('Release 5.11');
      expect(body).toContain(benchmarkId);
    }
  });

  it.each<[string, string, BenchmarkEvent]>([
    ['failed', 'CreateProject: the platform cannot be reached', benchmarkFailed],
    ['timed out', 'not done within 3600 seconds', timedOut],
    ['cancelled', 'asked to', cancelled],
  ])('says that a run %s, and why', async (what, why, end) => {
    const { subject, text, html } = await mailOf([...ready, end]);
    for (const part of [subject, text, html]) {
      expect(part).toContain(what);
      expect(part).toContain(why);
    }
  });

  it('says that a run completed, and how fast', async () => {
    const { subject, text, html } = await mailOf(run);
    expect(subject).toMatch(/^slowking: Release 5\.11 completed: 2 of 2 documents done/);
    for (const body of [text, html]) expect(body).toMatch(/Processing.*2 s to 2.5 s/);
  });

  it('links to the report', async () => {
    const { text, html } = await mailOf(run);
    expect(text.split('\n')).toContain(LINK);
    expect(html).toContain(`<a href="${LINK}">`);
  });

  it('tells nothing twice', async () => {
    const { text } = await mailOf(run);
    const labels = text.split('\n').slice(2).map((line) => line.split('  ')[0]);
    expect(labels.filter((label) => label === 'Benchmark id')).toHaveLength(1);
    expect(text.split('\n').filter((line) => line.includes('Release 5.11'))).toHaveLength(2);
  });
});

describe('The mail of an error', () => {
  it('names benchmark, id and step, and says what went wrong', () => {
    const { subject, text, html } = errorOf({ message: 'the disk is full' });
    expect(subject).toBe('slowking: Release 5.11: MakeReport failed');
    for (const body of [text, html]) {
      for (const part of ['Release 5.11', benchmarkId, 'MakeReport', 'the disk is full']) expect(body).toContain(part);
    }
  });
});

describe('What people and platforms wrote', () => {
  const name = `<script>alert("1")</script> & 'more'`;
  const harmless = '&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;more&#39;';

  it('is text in the HTML, not markup', async () => {
    const mails = [await mailOf([named(name), ...run.slice(1)]), errorOf({ benchmarkName: name, message: name })];
    for (const { html } of mails) {
      expect(html).toContain(harmless);
      expect(html).not.toContain('<script');
      expect(html).not.toContain("'more'");
    }
  });

  it('cannot leave the attribute of a link', async () => {
    const { html } = reportMail(summaryOf(await reported(run)), ['http://x/"onclick="alert(1)']);
    expect(html).toContain('href="http://x/&quot;onclick=&quot;alert(1)"');
  });

  it('cannot end the subject, nor make it endless', async () => {
    const evil = 'Release\r\nBcc: everyone@example.org\n';
    for (const { subject } of [await mailOf([named(evil), ...run.slice(1)]), errorOf({ benchmarkName: evil })]) {
      expect(subject).not.toMatch(/\p{Cc}/u);
      expect(subject).toContain('Release Bcc: everyone@example.org');
    }
    expect(errorOf({ benchmarkName: 'x'.repeat(10_000) }).subject.length).toBeLessThanOrEqual(500);
  });
});

const mailOf = async (history: readonly BenchmarkEvent[]) => reportMail(summaryOf(await reported(history)), [LINK]);

const errorOf = (changes: Partial<Parameters<typeof errorMail>[0]>) =>
  errorMail({
    type: 'Notify',
    kind: 'error',
    benchmarkId,
    benchmarkName: 'Release 5.11',
    about: 'error: MakeReport',
    to: [],
    step: 'MakeReport',
    message: 'the disk is full',
    ...changes,
  });

const named = (benchmark_name: string): BenchmarkEvent => ({
  type: 'BenchmarkCreated',
  data: { ...created.data, benchmark_name },
});
