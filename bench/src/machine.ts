import { execFileSync } from 'node:child_process';
import { cpus, platform, release, totalmem } from 'node:os';

/** Where a run took place, for whoever compares two. */
export function machine() {
  const processors = cpus();
  return {
    cpu: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memory_mb: Math.round(totalmem() / 2 ** 20),
    system: `${platform()} ${release()}`,
    node: process.version,
  };
}

/** The commit that is checked out, and whether files differ from it; null outside of a repository. */
export function commit(): { readonly id: string; readonly is_dirty: boolean } | null {
  try {
    return { id: git('rev-parse', 'HEAD'), is_dirty: git('status', '--porcelain') !== '' };
  } catch {
    return null;
  }
}

const git = (...args: string[]): string =>
  execFileSync('git', args, { cwd: import.meta.dirname, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
