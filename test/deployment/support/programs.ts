import { existsSync, readFileSync } from 'node:fs';
import { readSettings } from '../../../libs/adapters/settings/settings.js';
import { readSettings as readEigenSettings } from '../../../apps/eigen/src/settings.js';

/** What a container runs, and what it reads. */
export interface Program {
  readonly file: string;
  readonly variables: ReadonlySet<string>;
  /** Throws where a variable holds what it cannot mean. */
  readonly read: (environment: Record<string, string>) => unknown;
  /** Undefined: it serves nobody. */
  readonly portOf: (environment: Record<string, string>) => number | undefined;
}

const EIGEN = 'dist/apps/eigen/src/main.js';
const API = 'dist/apps/api/src/main.js';

const namesIn = (file: string): ReadonlySet<string> =>
  new Set([...readFileSync(file, 'utf8').matchAll(/^ {2}([A-Z][A-Z_]+):/gm)].map(([, name]) => name!));

/** The programs that a command starts, through a script of deploy/ where it is one. Throws where there is none. */
export function programsOf(command: readonly string[]): readonly Program[] {
  const [runner = '', file = ''] = command;
  if (!['node', 'sh'].includes(runner)) throw new Error(`${command.join(' ')}: the image has node and sh`);
  const files = runner === 'node' ? [file] : filesIn(file);
  return files.map(programOf);
}

function filesIn(script: string): readonly string[] {
  if (!existsSync(script)) throw new Error(`${script} does not exist`);
  return [...new Set([...readFileSync(script, 'utf8').matchAll(/\bnode (\S+\.m?js)/g)].map(([, file]) => file!))];
}

/** Named as in the build; that its source exists is what counts. */
function programOf(file: string): Program {
  const source = file.replace(/^dist\/(.*)\.js$/, '$1.ts');
  if (!existsSync(source)) throw new Error(`${file} is not what the build makes: there is no ${source}`);
  if (file === EIGEN) {
    const variables = namesIn('apps/eigen/src/settings.ts');
    return { file, variables, read: readEigenSettings, portOf: (environment) => readEigenSettings(environment).port };
  }
  const variables = namesIn('libs/adapters/settings/settings.ts');
  const portOf = (environment: Record<string, string>) => (file === API ? readSettings(environment).ports.api : undefined);
  return { file, variables, read: readSettings, portOf };
}

/** What is wrong with the variables that a command gets. */
export function faultsOfVariables(where: string, command: readonly string[], environment: Record<string, string>): string[] {
  return programsOf(command).flatMap((program) => {
    const unknown = Object.keys(environment).filter((name) => !program.variables.has(name));
    const faults = unknown.map((name) => `${where}: ${program.file} does not read ${name}`);
    try {
      program.read(environment);
    } catch (error) {
      faults.push(`${where}: ${error instanceof Error ? error.message : String(error)}`);
    }
    return faults;
  });
}
