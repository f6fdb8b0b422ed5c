import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { ReportFiles } from '#ports';

/** What every ReportFiles promises. Each test has files of its own. */
export function reportFilesContract(name: string, make: () => Promise<ReportFiles>): void {
  describe(`${name} as report files`, () => {
    it('reads back what was written, and tells how much and what it was', async () => {
      const files = await make();
      const chunks = ['Doc Name,Upload Time\r\n', 'größe.pdf,0.25\r\n', '', '😀\r\n'];
      const written = await files.write('b-1.csv', chunks);
      const sha256 = createHash('sha256').update(chunks.join('')).digest('hex');
      expect(written).toEqual({ file: 'b-1.csv', bytes: Buffer.byteLength(chunks.join('')), sha256 });
      expect(await text(files, 'b-1.csv')).toBe(chunks.join(''));
    });

    it('takes a long report as it is made', async () => {
      const files = await make();
      const line = `${'x'.repeat(99)}\n`;
      const { bytes } = await files.write('long.csv', lines(line, 50_000));
      expect(bytes).toBe(5_000_000);
      expect(await text(files, 'long.csv')).toBe(line.repeat(50_000));
    });

    it('keeps an empty report', async () => {
      const files = await make();
      expect(await files.write('empty', [])).toMatchObject({ bytes: 0 });
      expect(await text(files, 'empty')).toBe('');
    });

    it('replaces a report by a later one of the same name', async () => {
      const files = await make();
      await files.write('r', ['first, and longer']);
      await files.write('r', ['second']);
      expect(await text(files, 'r')).toBe('second');
    });

    it('keeps the earlier one, or none, when a report cannot be made to its end', async () => {
      const files = await make();
      await files.write('r', ['first']);
      await expect(files.write('r', failing())).rejects.toThrow('no more');
      await expect(files.write('new', failing())).rejects.toThrow('no more');
      expect(await text(files, 'r')).toBe('first');
      expect(await files.read('new')).toBeUndefined();
    });

    it('is not torn when it is written twice at once', async () => {
      const files = await make();
      await Promise.all(['a', 'b'].map((letter) => files.write('r', lines(letter.repeat(100), 5_000))));
      expect(await text(files, 'r')).toMatch(/^(a{500000}|b{500000})$/);
    });

    it('has no file that nobody wrote', async () => {
      expect(await (await make()).read('nothing.csv')).toBeUndefined();
    });

    it.each(['', '.', '..', '../r', 'a/b', '/r', 'a\\b', 'a b', 'ä', 'a\0', 'a\n', 'x.part', 'x'.repeat(201)])(
      'has no file called %j',
      async (file) => {
        const files = await make();
        await expect(files.write(file, ['x'])).rejects.toThrow('is no name for a report');
        expect(await files.read(file)).toBeUndefined();
        expect(() => files.pathOf(file)).toThrow('is no name for a report');
      },
    );
  });
}

async function text(files: ReportFiles, file: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of (await files.read(file)) ?? []) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

async function* lines(line: string, count: number) {
  for (let made = 0; made < count; made += 1) yield line;
}

async function* failing() {
  yield 'half of it'.repeat(20_000);
  throw new Error('no more');
}
