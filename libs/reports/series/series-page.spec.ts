import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { LEVEL, seriesRuns, STEP } from '../testing/index.js';
import { SERIES_PAGE, seriesPage } from './series-page.js';
import { seriesAtOnce, type SeriesRun } from './series.js';

describe('The page of a series', () => {
  it.each(pages())('needs nothing but itself, and runs nothing: %s', async (_, runs) => {
    const text = await pageOf(runs);
    expect(text).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/);
    expect(text).not.toMatch(/<(?:script|link|img|iframe|object|embed|form|base)|\bon\w+=|\ssrc=|\shref=|@import|url\((?!#)/i);
  });

  it.each(pages())('is styled by what its policy allows, and by nothing else: %s', async (_, runs) => {
    const text = await pageOf(runs);
    const hashes = [...text.matchAll(/<style>([\s\S]*?)<\/style>/g)].map(([, style]) => createHash('sha256').update(style!).digest('base64'));
    expect(hashes).toHaveLength(1);
    expect(SERIES_PAGE.headers['content-security-policy']).toContain(`style-src 'sha256-${hashes[0]}'`);
    expect(text).not.toMatch(/ style=|<style[^>]/);
  });

  it('shows the changes in the chart and in a table, with what is known of them', async () => {
    const text = await pageOf(knownAt(6));
    expect(text).toContain('<span class="badge good">✓ pass</span>');
    expect(text).toContain('▲ +20 %, known');
    expect(text).toMatch(/<td class="number">100 ms<\/td><td class="number">120 ms<\/td><td class="number">\+20\.0 %<\/td><td class="number">–<\/td><td class="name" dir="auto">the new parser \(nightly\)<\/td>/);
    const fresh = await pageOf(STEP);
    expect(fresh).toContain('<span class="badge bad">✗ fail</span>Slower by more than +5 %');
    expect(fresh).toMatch(/<td class="number">0\.0\d+<\/td><td class="name" dir="auto">no<\/td>/);
  });

  it('says where the load was another one', async () => {
    const text = await pageOf(STEP.map((run, at) => (at === 6 ? { ...run, load: 'burst, 2 a request' } : run)));
    expect(text).toContain('<small>the load changed, too: burst, 2 a request</small>');
    expect(text).toContain('<b>burst, 2 a request</b>');
  });

  it('leaves the objects of the whole process as they were, whatever a run is called', async () => {
    const names = Object.getOwnPropertyNames(Object.prototype);
    const known = () => [Object.prototype, ...names.map((name) => Reflect.get(Object.prototype, name) as unknown)].map((each) => each && Reflect.ownKeys(each));
    const before = known();
    const text = await pageOf(names.flatMap((name, at) => ({ ...STEP[at % STEP.length]!, name, eigenVersion: null })));
    expect(known()).toEqual(before);
    for (const name of names) expect(text).toContain(`dir="auto">${name}<`);
  });

  it('takes what names say for text', async () => {
    const text = await pageOf(STEP.map((run) => ({ ...run, name: NASTY, eigenVersion: NASTY })));
    expect(text).not.toContain('<b>Release');
    expect(text).toContain('&lt;b&gt;Release');
  });

  it('is the same whatever was drawn before it', async () => {
    const first = await pageOf(STEP);
    await pageOf(knownAt(6));
    expect(await pageOf(STEP)).toBe(first);
    expect(first).not.toMatch(/zr\d|ecmeta/);
  });

  it('has a line of 95th percentiles where there are any', async () => {
    expect(await pageOf(STEP)).not.toContain('>p95</text>');
    const many = STEP.map((run) => ({ ...run, processing: { n: 80, p50: run.processing.p50, p95: 200_000 } }));
    expect(await pageOf(many)).toContain('>p95</text>');
  });
});

const NASTY = '<b>Release "5"</b> & \u202e';

function knownAt(place: number): readonly SeriesRun[] {
  const acknowledged = { reason: 'the new parser', by: 'nightly', at: '2026-01-01T00:00:00.000Z' };
  return STEP.map((run, at) => (at === place ? { ...run, acknowledged } : run));
}

function pages(): (readonly [string, readonly SeriesRun[]])[] {
  return [['no run', []], ['few runs', seriesRuns(100, 101)], ['no change', seriesRuns(...LEVEL, ...LEVEL)], ['a change', STEP], ['a known one', knownAt(6)]];
}

const pageOf = (runs: readonly SeriesRun[]) => seriesPage(seriesAtOnce(runs), { target: '127.0.0.1:8283', type: 'latency', corpus: 'c'.repeat(64) });
