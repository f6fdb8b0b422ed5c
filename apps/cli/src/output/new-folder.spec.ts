import { expect, it } from '@jest/globals';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inNewFolder } from './new-folder.js';

it('A folder of its own is there as long as something is in it', async () => {
  const folder = await inNewFolder(async (place) => {
    await writeFile(join(place, 'series.html'), '');
    return place;
  });
  expect(await readdir(folder)).toEqual(['series.html']);
  await rm(folder, { recursive: true });
});

it('A folder of its own goes again where nothing comes of it', async () => {
  let folder = '';
  const work = async (place: string) => {
    folder = place;
    expect(await readdir(place)).toEqual([]);
    throw new Error('the API refused');
  };
  await expect(inNewFolder(work)).rejects.toThrow('the API refused');
  await expect(readdir(folder)).rejects.toThrow('ENOENT');
});
