import { describe, expect, it } from '@jest/globals';
import { fold } from '#eventsourcing';
import { given } from '#eventsourcing/testing';
import { at } from '../testing/index.js';
import stored from './history/project-linked.1.json' with { type: 'json' };
import {
  projectLinkDecider as link,
  projectLinkKey,
  projectLinkStream,
  type ProjectLinkEvent,
} from './project-link.decider.js';

describe('A project of a platform', () => {
  it('belongs to the benchmark it was made for, told once', () => {
    given(link).when(linkTo('1')).then(linked('1'));
    given(link, [linked('1')]).when(linkTo('1')).thenNothing();
    given(link, [linked('1'), linked('2')]).when(linkTo('1')).thenNothing();
  });

  it('that the platform makes again belongs to the newer benchmark, too', () => {
    given(link, [linked('1')]).when(linkTo('2')).then(linked('2'));
    expect(fold(link, [linked('1'), linked('2')]).benchmarkIds).toEqual(['1', '2']);
  });

  it('remembers its newest benchmarks, and no more than can matter', () => {
    const ids = Array.from({ length: 50 }, (_, index) => `${index}`);
    const { benchmarkIds } = fold(link, ids.map(linked));
    expect(benchmarkIds).toEqual(ids.slice(-20));
  });

  it('is decided ahead without changing what is stored', () => {
    const settled = fold(link, [linked('1')]);
    link.evolve(link.overlay(settled), linked('2'));
    expect(settled.benchmarkIds).toEqual(['1']);
  });

  it('is told from every other by host and id', () => {
    const keys = [['a', '1'], ['a', '11'], ['a1', '1'], ['a","1', ''], ['a', '","1']] as const;
    expect(new Set(keys.map(([host, id]) => projectLinkKey(host, id))).size).toBe(keys.length);
    expect(projectLinkStream('f00')).toBe('project-f00');
  });

  it('was stored in the shape that is written today', () => {
    expect(stored.schema).toBe(1);
    expect(Object.keys(stored.data)).toEqual(Object.keys(linked('1').data));
    expect(fold(link, [stored as ProjectLinkEvent]).benchmarkIds).toEqual([stored.data.benchmark_id]);
  });
});

const linkTo = (benchmarkId: string) => ({ type: 'LinkProject' as const, data: { benchmarkId, at: at(2) } });
const linked = (benchmark_id: string): ProjectLinkEvent => ({
  type: 'ProjectLinked',
  data: { benchmark_id, at: at(2) },
});
