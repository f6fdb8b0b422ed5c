import { execFile } from 'node:child_process';
import { appendFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterEach, expect, it } from '@jest/globals';
import { ArtifactChanged, ArtifactMissing } from '#ports';
import { ArtifactFolder } from './artifact-folder.js';
import { artifactsContract } from './testing/artifacts.contract.js';

artifactsContract('ArtifactFolder', async () => {
  const root = await folder();
  return {
    artifacts: artifacts(root),
    put: (path, content) => put(root, path, content),
    remove: (path) => rm(join(root, path)),
  };
});

it('counts links to files in it, and no others', async () => {
  const [root, outside] = [await folder(), await folder()];
  await put(outside, 'secret', 'secret');
  await put(root, 'file', 'file');
  await put(root, 'sub/other', 'other');
  for (const [path, target] of Object.entries({
    inside: 'file',
    'sub/up': '../file',
    out: join(outside, 'secret'),
    'out-folder': outside,
    'again': 'sub',
    'sub/round': '..',
    self: 'self',
    dangling: 'nothing',
  })) {
    await symlink(target, join(root, path));
  }
  expect(await artifacts(root).list('')).toEqual(['file', 'inside', 'sub/other', 'sub/up']);
  expect((await artifacts(root).fingerprint('inside')).bytes).toBe(4);
  for (const path of ['out', 'out-folder/secret', 'self', 'dangling']) {
    await expect(artifacts(root).check([path])).rejects.toThrow(ArtifactMissing);
  }
  await expect(artifacts(root).list('out-folder')).rejects.toThrow(ArtifactMissing);
});

it('is not fooled by a folder whose name begins the same', async () => {
  const root = await folder();
  await put(`${root}-secret`, 'file', 'secret');
  folders.push(`${root}-secret`);
  await symlink(`${root}-secret/file`, join(root, 'link'));
  expect(await artifacts(root).list('')).toEqual([]);
  await expect(artifacts(root).check(['link'])).rejects.toThrow('leads out of the artifacts directory');
});

it('holds in memory only what it is allowed to; the rest is on disk, and is not sent once it was changed', async () => {
  const root = await folder();
  await put(root, 'file', 'before');
  const planned = await artifacts(root).fingerprint('file');
  const [held, read] = [await artifacts(root).open('file', planned, 6), await artifacts(root).open('file', planned, 5)];
  expect(await read.text()).toBe('before');
  await appendFile(join(root, 'file'), 'after');
  expect(await held.text()).toBe('before');
  await expect(read.text()).rejects.toMatchObject({ name: 'NotReadableError' });
});

it('notices that a large file is written to while it is checked', async () => {
  const root = await folder();
  await put(root, 'large', Buffer.alloc(100_000_000));
  const planned = await artifacts(root).fingerprint('large');
  const opening = artifacts(root).open('large', planned);
  await sleep(10);
  await appendFile(join(root, 'large'), 'more');
  // On a fast machine the check may have been over; then the blob itself is what fails.
  const outcome = await opening.then(
    (blob) => blob.arrayBuffer().catch(() => 'unreadable'),
    (error: Error) => error.name,
  );
  expect(['ArtifactChanged', 'unreadable']).toContain(outcome);
  await expect(artifacts(root).open('large', planned)).rejects.toThrow(ArtifactChanged);
});

it('may be a link itself', async () => {
  const [root, other] = [await folder(), await folder()];
  await put(root, 'a', 'a');
  await symlink(root, join(other, 'link'));
  expect(await artifacts(join(other, 'link')).list('')).toEqual(['a']);
});

it('says where it looked when there is no such directory', async () => {
  await expect(artifacts('/no/such/place').list('')).rejects.toThrow('no artifacts directory "/no/such/place"');
  await expect(artifacts('/no/such/place').check(['a'])).rejects.toThrow(ArtifactMissing);
});

it('leaves out what is neither file nor folder, without waiting for it', async () => {
  const root = await folder();
  await put(root, 'file', 'file');
  await promisify(execFile)('mkfifo', [join(root, 'fifo')]);
  expect(await artifacts(root).list('')).toEqual(['file']);
  await expect(artifacts(root).fingerprint('fifo')).rejects.toThrow(ArtifactMissing);
});

const onLinux = process.platform === 'linux' ? it : it.skip;
onLinux('leaves out a name that is not UTF-8, and says so', async () => {
  const root = await folder();
  await put(root, 'sub/fine', 'fine');
  await writeFile(Buffer.concat([Buffer.from(`${root}/sub/`), Buffer.from('gr\xfcn.pdf', 'latin1')]), 'x');
  expect(await artifacts(root).list('')).toEqual(['sub/fine']);
  expect(warnings).toEqual(['"grün.pdf" in "/sub" of the artifacts directory is left out: its name is not UTF-8']);
});

const folders: string[] = [];
const warnings: string[] = [];

const artifacts = (root: string) => new ArtifactFolder(root, (text) => warnings.push(text));

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'slowking-'));
  folders.push(path);
  return path;
}

async function put(root: string, path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), content);
}

afterEach(async () => {
  warnings.length = 0;
  for (const path of folders.splice(0)) await rm(path, { recursive: true });
});
