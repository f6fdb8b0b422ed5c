import { csv } from './csv.renderer.js';
import { page } from './html/html.renderer.js';
import { json } from './json.renderer.js';
import { junit } from './junit.renderer.js';
import type { Renderer } from './renderer.js';
import type { Report } from './report.model.js';

/** Every report format, by its name. A new one is one file and one entry here. */
export const renderers = { csv, html: page, json, junit } satisfies Record<string, Renderer>;

/** The name of a format that this build can render. */
export type ReportFormat = keyof typeof renderers;

/** Stored names may be older, or newer, than this build. */
export const isReportFormat = (name: string): name is ReportFormat => Object.hasOwn(renderers, name);

/** All that this build can render: the newest version of each format, then those older ones that are kept. */
const VERSIONS: readonly Renderer[] = Object.values(renderers);

/** The renderer that made a file. Undefined: this build has it no more, or not yet. */
export const rendererOf = (format: string, version: number): Renderer | undefined =>
  VERSIONS.find((each) => each.format === format && each.version === version);

/** The proof of a report, beside its files. */
export const proofFileName = (benchmarkId: string, revision: number): string => `${benchmarkId}-${revision}.proof.json`;

/** The file of a report: named by benchmark and revision, so that no other benchmark's is ever overwritten. */
export const reportFileName = ({ run }: { readonly run: Pick<Report['run'], 'id' | 'revision'> }, { extension }: Pick<Renderer, 'extension'>): string =>
  `${run.id}-${run.revision}.${extension}`;
