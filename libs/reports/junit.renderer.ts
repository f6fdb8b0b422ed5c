import { isoOf } from '#domain';
import { checksOf, type Check } from './checks.js';
import { escaped } from './escaped.js';
import type { Renderer } from './renderer.js';
import type { Report } from './report.model.js';
import { summaryOf } from './summary-of.js';

/** What a build server reads: a test case for each check. What cannot be told fails, too. */
export const junit = {
  format: 'junit',
  version: 4,
  mediaType: 'application/xml; charset=utf-8',
  extension: 'xml',
  disposition: 'attachment',
  *render(report) {
    const { run } = report;
    const checks = checksOf(report);
    // Two of our hosts may have told the two moments.
    const seconds = (Math.max(0, run.endedAt - run.startedAt) / 1_000_000).toFixed(6);
    const totals = attributes({ tests: checks.length, failures: checks.filter(isRed).length, errors: 0, skipped: 0, time: seconds });
    yield '<?xml version="1.0" encoding="UTF-8"?>\n';
    yield `<testsuites name="slowking"${totals}>\n`;
    yield `  <testsuite${attributes({ name: run.name })}${totals}${attributes({ timestamp: isoOf(run.startedAt).slice(0, 19) })}>\n`;
    yield '    <properties>\n';
    for (const [name, value] of properties(report)) yield `      <property${attributes({ name, value })}/>\n`;
    yield '    </properties>\n';
    for (const check of checks) yield testCase(check);
    yield `    <system-out>${wordsOf(report)}</system-out>\n`;
    yield '  </testsuite>\n</testsuites>\n';
  },
} satisfies Renderer;

const isRed = ({ outcome }: Check): boolean => outcome !== 'pass';

function testCase({ group, name, outcome, text }: Check): string {
  const opened = `    <testcase${attributes({ classname: `slowking.${group}`, name, time: '0' })}`;
  if (outcome === 'pass') return `${opened}/>\n`;
  return `${opened}>\n      <failure${attributes({ message: text, type: outcome })}>${escaped(text)}</failure>\n    </testcase>\n`;
}

/** Where the figures come from, so that the file can be verified without us. */
const properties = ({ run, verdict }: Report): readonly (readonly [string, string])[] => [
  ['benchmark_id', run.id],
  ['benchmark_type', run.type],
  ['benchmark_url', run.url],
  ['benchmark_infra', run.infra],
  ...(run.eigenVersion === undefined ? [] : [['eigen_version', run.eigenVersion] as const]),
  ['outcome', run.outcome],
  ['verdict', verdict],
  ['stream', run.stream],
  ['last_revision', String(run.revision)],
  ['chain_hash', run.hash],
  ['algorithm_version', String(run.algorithmVersion)],
];

function wordsOf(report: Report): string {
  const { headline, rows } = summaryOf(report);
  return [headline, ...rows.map(({ label, value }) => `${label}: ${value}`)].map(escaped).join('\n');
}

const attributes = (values: Readonly<Record<string, string | number>>): string =>
  Object.entries(values)
    .map(([name, value]) => ` ${name}="${escaped(String(value))}"`)
    .join('');
