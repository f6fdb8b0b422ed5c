import { globSync, readFileSync, statSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { expect, it } from '@jest/globals';

const MEGABYTE = 1024 * 1024;
const documents = globSync('artifacts/**/*').filter((path) => statSync(path).isFile());

it('are a dozen documents and more, of eight megabytes at most, with names of their own', () => {
  expect(documents.length).toBeGreaterThanOrEqual(12);
  expect(new Set(documents.map((path) => basename(path))).size).toBe(documents.length);
  expect(documents.reduce((sum, path) => sum + statSync(path).size, 0)).toBeLessThanOrEqual(8 * MEGABYTE);
});

it('are of every size, from a note to megabytes', () => {
  const sizes = documents.map((path) => statSync(path).size);
  const within = (least: number, most: number) => sizes.filter((size) => size >= least && size < most).length;
  expect(within(1, 1024)).toBeGreaterThanOrEqual(2);
  expect(within(1024, 10 * 1024)).toBeGreaterThanOrEqual(4);
  expect(within(10 * 1024, MEGABYTE)).toBeGreaterThanOrEqual(4);
  expect(within(2 * MEGABYTE, 3 * MEGABYTE)).toBeGreaterThanOrEqual(1);
});

it('are of every kind that the platform meets, and what they say they are', () => {
  const kinds = documents.map((path) => kindOf(readFileSync(path)));
  expect(kinds).toEqual(documents.map((path) => extname(path).slice(1).replace(/^md$/, 'txt')));
  const count = (kind: string) => kinds.filter((each) => each === kind).length;
  expect(count('pdf')).toBeGreaterThanOrEqual(2);
  expect(count('docx')).toBeGreaterThanOrEqual(2);
  for (const kind of ['html', 'csv', 'json', 'txt']) expect(count(kind)).toBeGreaterThanOrEqual(1);
});

it.each(documents.filter((path) => path.endsWith('.pdf')))('%s has its objects where its table says', (path) => {
  expect(misplaced(readFileSync(path))).toEqual([]);
});

it('a PDF that lost a byte would be found out', () => {
  const [path] = documents.filter((each) => each.endsWith('.pdf'));
  const whole = readFileSync(path!);
  expect(misplaced(Buffer.concat([whole.subarray(0, 40), whole.subarray(41)]))).not.toEqual([]);
});

it.each(documents.filter((path) => path.endsWith('.docx')))('%s has paragraphs', (path) => {
  const text = entryOf(readFileSync(path), 'word/document.xml');
  expect(text.match(/<w:p>/g)!.length).toBeGreaterThan(10);
  expect(text).toContain('</w:tbl>');
});

/** By what the bytes are, whatever the name says. */
function kindOf(bytes: Buffer): string {
  const text = bytes.toString('latin1');
  if (text.startsWith('%PDF-')) return 'pdf';
  if (text.startsWith('PK\x03\x04')) return text.includes('word/document.xml') ? 'docx' : 'zip';
  if (/^<!doctype html>/i.test(text)) return 'html';
  if (/^[[{]/.test(text)) return JSON.parse(bytes.toString()) ? 'json' : '';
  const [head = '', ...rows] = text.trimEnd().split('\n');
  const isTable = head.includes(',') && rows.length > 0 && rows.every((row) => cells(row) === cells(head));
  return isTable ? 'csv' : 'txt';
}

const cells = (row: string): number => row.replace(/"[^"]*"/g, '').split(',').length;

/** The objects that do not begin where the cross-reference table says. */
function misplaced(pdf: Buffer): readonly string[] {
  const text = pdf.toString('latin1');
  const table = text.slice(Number(/startxref\n(\d+)\n%%EOF\n$/.exec(text)?.[1]));
  const offsets = [...table.matchAll(/^(\d{10}) 00000 n $/gm)].map(([, offset]) => Number(offset));
  if (!table.startsWith('xref\n') || offsets.length === 0) return ['the table itself'];
  return offsets.map((offset, at) => [offset, `${at + 1} 0 obj`] as const).flatMap(([offset, head]) => (text.startsWith(head, offset) ? [] : head));
}

/** A file in a ZIP archive, by its local header. */
function entryOf(zip: Buffer, name: string): string {
  const at = zip.indexOf(`PK\x03\x04`, zip.indexOf(name) - 30);
  const start = at + 30 + zip.readUInt16LE(at + 26) + zip.readUInt16LE(at + 28);
  return inflateRawSync(zip.subarray(start, start + zip.readUInt32LE(at + 18))).toString();
}
