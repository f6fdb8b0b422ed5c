import { matchesGlob } from 'node:path';

/** Whether .dockerignore keeps a path from the build: the last line that names it, or a folder above it, decides. */
export function isIgnored(path: string, dockerignore: string): boolean {
  const lines = dockerignore.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
  let isOut = false;
  for (const line of lines) {
    const pattern = line.replace(/^!/, '');
    if (pathsAbove(path).some((each) => matchesGlob(withoutDots(each), withoutDots(pattern)))) isOut = !line.startsWith('!');
  }
  return isOut;
}

/** The path itself and each folder it is in. */
function pathsAbove(path: string): readonly string[] {
  const names = path.split('/');
  return names.map((_, at) => names.slice(0, at + 1).join('/'));
}

/** To Docker, a name that begins with a dot is one like any other. */
const withoutDots = (path: string): string => path.replace(/(^|\/)\.(?=[^./])/g, '$1dot-');
