import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

/** Milliseconds after which a program that has not failed yet is taken to show the file. */
const PATIENCE = 3_000;

/** Opens a file as a double click would. False: there is no program for that here, or it failed. */
export function openFile(file: string, platform: NodeJS.Platform = process.platform): Promise<boolean> {
  const [program, ...words] = openerOf(platform, resolve(file));
  return new Promise((done) => {
    const child = spawn(program, words, { stdio: 'ignore', detached: true, windowsVerbatimArguments: true });
    const timer = setTimeout(() => done(true), PATIENCE);
    const settle = (isOpened: boolean) => {
      clearTimeout(timer);
      done(isOpened);
    };
    child.once('error', () => settle(false)).once('exit', (code) => settle(code === 0));
    child.unref();
  });
}

function openerOf(platform: NodeJS.Platform, file: string): readonly [string, ...string[]] {
  if (platform === 'darwin') return ['open', file];
  if (platform === 'win32') return ['cmd', '/c', 'start', '""', `"${file}"`];
  return ['xdg-open', file];
}
