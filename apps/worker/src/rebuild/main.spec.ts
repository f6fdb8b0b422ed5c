import { readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, it } from '@jest/globals';

it('is made of nothing that could act: no command, saga, job, mail, platform, file or secret', () => {
  const modules = reachable('apps/worker/src/rebuild/main.ts');
  expect(modules.ours).toContain('libs/adapters/rebuild/rebuild.ts');
  expect(modules.ours.filter((module) => ACTING.test(module))).toEqual([]);
  expect(modules.products.filter((product) => /boss|mail|undici|cqrs|http/.test(product))).toEqual([]);
});

it('would be seen to act: the worker is', () => {
  const modules = reachable('apps/worker/src/main.ts');
  for (const part of ['libs/commands/', 'libs/sagas/', 'libs/adapters/jobs/', 'libs/adapters/smtp/', 'libs/adapters/eigen/']) {
    expect(modules.ours.filter((module) => module.startsWith(part) && ACTING.test(module))).not.toEqual([]);
  }
  expect(modules.products).toEqual(expect.arrayContaining(['nodemailer', 'pg-boss', 'undici']));
});

it('gives a rebuild a log that can only be read', () => {
  const program = readFileSync(join(ROOT, 'libs/adapters/rebuild/rebuild-program.ts'), 'utf8');
  expect(program).toContain('log: onlyReading(log)');
  const { ours } = reachable('libs/adapters/rebuild/rebuild.ts');
  const using = ours.filter((module) => module.startsWith('libs/adapters/') && /\bEventStore\b|\.append\(/.test(readFileSync(join(ROOT, module), 'utf8')));
  expect(using).toEqual([]);
});

const ROOT = resolve(import.meta.dirname, '../../../..');
const ACTING = /^libs\/(?:commands|sagas|ports|reports|adapters\/(?:jobs|smtp|eigen|files|secrets|clock)|adapters\/(?:index|adapters\.providers)\.ts)/;

/** At once, or later. */
const LOADED = /^(?:import|export)(?! type)[^;]*?from '([^']+)'|\bimport\('([^']+)'\)/gm;

/** Every module that is loaded with this one; what is only a type is not. */
function reachable(entry: string) {
  const ours = new Set<string>();
  const products = new Set<string>();
  const waiting = [entry];
  for (let module = waiting.pop(); module !== undefined; module = waiting.pop()) {
    if (ours.has(module)) continue;
    ours.add(module);
    const text = readFileSync(join(ROOT, module), 'utf8');
    for (const [, name = '', later = ''] of text.matchAll(LOADED)) {
      const file = fileOf(module, name || later);
      if (file) waiting.push(file);
      else products.add(name || later);
    }
  }
  return { ours: [...ours].sort(), products: [...products].sort() };
}

/** Undefined: it is none of ours, or it is generated. */
function fileOf(from: string, name: string): string | undefined {
  if (name.includes('generated') || name.startsWith('#node-version')) return undefined;
  if (name.startsWith('#')) return `libs/${name.slice(1)}/index.ts`;
  return name.startsWith('.') ? relative(ROOT, join(ROOT, dirname(from), name.replace(/\.js$/, '.ts'))) : undefined;
}
