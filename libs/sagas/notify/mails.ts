import { plainText } from '#domain';
import { escaped, type ReportSummary } from '#reports';
import type { NotifyEffect } from './notify.saga.js';

/** What a mail says, as text and as HTML. */
export interface MailText {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

type Row = readonly [label: string, value: string];

/** The mail that comes with a report: what happened, the figures, where to find it. */
export function reportMail({ headline, rows }: ReportSummary, links: readonly string[]): MailText {
  const facts = rows.map(({ label, value }): Row => [label, value]);
  return compose(`slowking: ${headline}`, headline, facts, links);
}

/** The mail about a step that failed for good without ending the run. */
export function errorMail(error: Extract<NotifyEffect, { kind: 'error' }>): MailText {
  const { benchmarkName, benchmarkId, step, message } = error;
  const headline = `${step} failed`;
  const facts: Row[] = [['Benchmark', benchmarkName], ['Benchmark id', benchmarkId], ['Step', step], ['Error', message]];
  return compose(`slowking: ${benchmarkName}: ${headline}`, headline, facts, []);
}

function compose(subject: string, headline: string, rows: readonly Row[], links: readonly string[]): MailText {
  const width = Math.max(...rows.map(([label]) => label.length));
  const lines = rows.map(([label, value]) => `${label.padEnd(width)}  ${value}`);
  const cells = rows.map(([label, value]) => `<tr><th align="left">${escaped(label)}</th><td>${escaped(value)}</td></tr>`);
  const anchors = links.map((link) => `<p><a href="${escaped(link)}">${escaped(link)}</a></p>`);
  return {
    subject: plainText(subject),
    text: [headline, '', ...lines, '', ...links].join('\n'),
    html: `<!doctype html><meta charset="utf-8"><h1>${escaped(headline)}</h1><table>${cells.join('')}</table>${anchors.join('')}`,
  };
}
