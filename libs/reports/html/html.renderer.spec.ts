import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { BenchmarkEvent } from '#domain';
import {
  benchmarkCompleted,
  benchmarkFailed,
  benchmarkId,
  cancelled,
  completed,
  created,
  earlierRun,
  ready,
  run,
  sending,
  started,
  timedOut,
  uploaded,
} from '#domain/testing';
import { renderers, reportOf } from '../index.js';
import { after, largeRun, many, planOf, rendered, reported } from '../testing/index.js';

const STORIES: readonly (readonly [string, readonly BenchmarkEvent[]])[] = [
  ['completed', run],
  ['completed', after(earlierRun, earlierRun)],
  ['timed out', [...many(80), timedOut]],
  ['failed', [created, benchmarkFailed]],
  ['cancelled', [...ready, cancelled]],
  ['completed', [...run.slice(0, 6), started('a.txt', 7), completed('a.txt', 6), ...run.slice(7, 8), completed('b.txt', 8), benchmarkCompleted]],
];

describe('The page', () => {
  it.each(STORIES)('needs nothing but itself, and runs nothing: %s', async (outcome, events) => {
    const text = await pageOf(events);
    expect(text).toContain(` ${outcome}</span>`);
    expect(text).not.toMatch(/<(?:script|link|img|iframe|object|embed|form|base)|\bon\w+=|\ssrc=|\shref=|@import|url\((?!#)/i);
  });

  it.each(STORIES)('is styled by what its policy allows, and by nothing else: %s', async (_, events) => {
    const text = await pageOf(events);
    const [, policy] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(text)!;
    const styles = [...text.matchAll(/<style>([\s\S]*?)<\/style>/g)].map(([, style]) => style!);
    const hashes = styles.map((style) => `&#39;sha256-${createHash('sha256').update(style).digest('base64')}&#39;`);
    expect(hashes).toHaveLength(1);
    expect(policy).toContain(`default-src &#39;none&#39;; style-src ${hashes[0]};`);
    expect(text).not.toMatch(/ style=|<style[^>]/);
  });

  it.each(STORIES)('tells every chart to those who do not see it, and has each id once: %s', async (_, events) => {
    const text = await pageOf(events);
    const ids = [...text.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id!);
    expect(ids).toEqual([...new Set(ids)]);
    for (const [svg] of text.matchAll(/<svg [^>]*>/g)) {
      const [, title, desc] = /role="img" aria-labelledby="(\S+) (\S+)"/.exec(svg)!;
      expect(ids).toEqual(expect.arrayContaining([title, desc]));
    }
    for (const [, id] of text.matchAll(/url\(#([^)]*)\)/g)) expect(ids).toContain(id);
  });

  it('is the same whatever was drawn before it', async () => {
    const reports = [await reported(run), await reported([...many(80), timedOut])] as const;
    const pages = () => Promise.all(reports.map((report) => rendered(renderers.html, report)));
    const first = await pages();
    expect(await pages()).toEqual(first);
    expect(first.join('')).not.toMatch(/zr\d|ecmeta/);
  });

  it('says the figures with their intervals, or what they need', async () => {
    const text = await pageOf([...many(80), timedOut]);
    expect(text).toContain('<span>Processing, median</span><b>1.79 s</b><span>95 %: 1.6 s to 1.98 s</span>');
    expect(text).toContain('<small>needs n ≥ 368</small>');
    expect(await pageOf(run)).toContain('<b><i>not estimable</i></b><span>needs 72 documents; 2 took 2 s to 2.5 s</span>');
  });

  it('draws what counts, and no warm-up', async () => {
    const [first, plan, ...after] = many(10);
    if (plan?.type !== 'DocumentsPlanned') throw new Error('The plan comes second.');
    const documents = plan.data.documents.map((document, at) => ({ ...document, ...(at >= 5 && { warmup: true as const }) }));
    const text = await pageOf([first!, { ...plan, data: { ...plan.data, documents } }, ...after, timedOut]);
    expect(text).toContain('Processing of 5 documents: from 1 s to 1.08 s.');
    expect(text.match(/<small>warm-up<\/small>/g)).toHaveLength(5);
  });

  it("draws how busy the platform was, beside Little's law", async () => {
    const text = await pageOf(run);
    expect(text).toContain('<title id="load-title">Documents under way on the platform</title>');
    expect(text).toContain('L = λW: 1.5 on average = 0.667 a second × 2.25 s each; at most 2 documents at once, all within 3 s.');
    expect(await pageOf([...ready, cancelled])).not.toContain('<h2>Load</h2>');
  });

  it('says where it can be verified', async () => {
    const report = await reported(run);
    const text = await rendered(renderers.html, report);
    for (const anchor of [`benchmark-${benchmarkId}`, '11', report.run.hash]) expect(text).toContain(`<code>${anchor}</code>`);
  });

  it('names its CSV without a link, which would lead nowhere from the API, a mail or a copy', async () => {
    const text = await pageOf(run);
    expect(text).toContain(`<code>${benchmarkId}-11.csv</code>`);
    expect(text).toContain(`<code>slowking report ${benchmarkId}</code>`);
  });

  it('tells what each figure is of', async () => {
    expect(await pageOf(run)).toContain('Upload lasts from when we began to send a document until the platform acknowledged it, queue wait from there');
  });

  it('has every note', async () => {
    const { notes } = await reported([...ready, sending('a.txt'), uploaded('a.txt'), timedOut]);
    const text = await pageOf([...ready, sending('a.txt'), uploaded('a.txt'), timedOut]);
    expect(notes.length).toBeGreaterThan(1);
    for (const note of notes) expect(text).toContain(`<p class="note">${note.text}</p>`);
  });

  it('takes whatever people and platforms wrote for text', async () => {
    const evil = `</style><script>alert(1)</script>"'{a|b}url(#zr0-c0)\u0000\u202E`;
    const data = { ...created.data, benchmark_name: evil, benchmark_infra: evil, eigen_version: evil, benchmark_url: evil };
    const failed = { ...benchmarkFailed, data: { ...benchmarkFailed.data, reason: evil } };
    const text = await pageOf([{ ...created, data }, planOf([evil]), sending(evil), uploaded(evil), started(evil, 5), completed(evil, 6), failed]);
    expect(text).not.toContain('<script');
    expect(text).not.toContain('\u0000');
    expect(text.match(/<\/style>/g)).toHaveLength(1);
    expect(text.split('&lt;/style&gt;&lt;script&gt;alert(1)').length).toBeGreaterThan(6);
    expect(text).toContain('{a|b}url(#zr0-c0)');
  });

  it('of a large corpus shows what matters most, says so, and stays small enough for a mail', async () => {
    const text = await rendered(renderers.html, await reportOf(largeRun(5000)));
    expect(text).toContain('100 of 5000 documents: first those that are not done, then the slowest.');
    expect(text).toContain('Of 5000 documents that were sent, the 20 slowest, and every so many of the others, 20 in all.');
    expect(text).toContain('Drawn from 500 points');
    expect(text.match(/<td class="name"/g)).toHaveLength(100);
    expect(text.length).toBeLessThan(300_000);
  });
});

const pageOf = async (events: readonly BenchmarkEvent[]) => rendered(renderers.html, await reported(events));
