import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const COMPILE = `
  const { registerHooks } = require('node:module');
  const { readFileSync, existsSync } = require('node:fs');
  const { fileURLToPath } = require('node:url');
  const { transformSync } = require('@swc/core');
  registerHooks({
    resolve(specifier, context, next) {
      if (!specifier.startsWith('.') || !specifier.endsWith('.js')) return next(specifier, context);
      const source = new URL(specifier.replace(/js$/, 'ts'), context.parentURL);
      return existsSync(source) ? { url: source.href, format: 'module', shortCircuit: true } : next(specifier, context);
    },
    load(url, context, next) {
      if (!url.endsWith('.ts')) return next(url, context);
      const { code } = transformSync(readFileSync(fileURLToPath(url), 'utf8'), { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' } });
      return { format: 'module', source: code, shortCircuit: true };
    },
  });`;

export interface Child {
  readonly process: ChildProcess;
  /** Lines on stderr so far. */
  readonly complaints: string[];
  /** First line on stdout; rejects if it ends before. */
  readonly ready: Promise<string>;
  /** Once all is read, too, that it has said. */
  readonly exited: Promise<number | null>;
}

/** The program as a process of its own, from its sources. */
export const spawnNode = (...args: readonly string[]): Child => started('exec "$@"', args);

/** One none of whose files can grow beyond so many blocks of 512 bytes: writes then fail, as on a disk that is full. */
export const spawnCramped = (blocks: number, ...args: readonly string[]): Child => started(`ulimit -f ${blocks}; exec "$@"`, args);

function started(shell: string, args: readonly string[]): Child {
  const hook = `data:text/javascript,${encodeURIComponent(`import { createRequire } from 'node:module'; const require = createRequire('${ROOT}/'); ${COMPILE}`)}`;
  const command = [process.execPath, '--import', hook, 'eventstore/src/main.ts', ...args];
  const child = spawn('sh', ['-c', shell, 'sh', ...command], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  const complaints: string[] = [];
  createInterface(child.stderr).on('line', (line) => complaints.push(line));
  const exited = once(child, 'close').then(([code]) => code as number | null);
  const ready = new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).once('line', resolve);
    void exited.then((code) => reject(new Error(`ended with ${code}: ${complaints.join('\n')}`)));
  });
  ready.catch(() => undefined);
  return { process: child, complaints, ready, exited };
}
