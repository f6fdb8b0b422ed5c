import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** A service as docker-compose.yml has it. */
export interface Service {
  image?: string;
  build?: { context?: string };
  command?: string[];
  user?: string;
  restart?: string;
  read_only?: boolean;
  cap_drop?: string[];
  security_opt?: string[];
  privileged?: boolean;
  cpus?: string;
  mem_limit?: string;
  environment?: Record<string, string>;
  ports?: string[];
  volumes?: string[];
  networks?: string[];
  healthcheck?: { test?: string[]; disable?: boolean };
  depends_on?: Record<string, { condition: string }>;
}

/** What docker-compose.yml says. */
export interface ComposeFile {
  services: Record<string, Service>;
  networks: Record<string, { internal?: boolean }>;
  volumes: Record<string, unknown>;
}

/** With every variable as in `set`, or its default. A variable without a default is left as it is. */
export function readCompose(set: Readonly<Record<string, string>> = {}): ComposeFile {
  return interpolated(parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true }), set) as ComposeFile;
}

/** The variables that people may set for docker-compose.yml, and whether each has a default. */
export function variablesOf(text: string): ReadonlyMap<string, boolean> {
  return new Map([...text.matchAll(/\$\{(\w+)(:-)?/g)].map(([, name, fallback]) => [name!, fallback !== undefined]));
}

function interpolated(node: unknown, set: Readonly<Record<string, string>>): unknown {
  if (typeof node === 'string') return filledIn(node, set);
  if (Array.isArray(node)) return node.map((each) => interpolated(each, set));
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, interpolated(value, set)]));
}

/** From the innermost outwards: a default may hold a variable of its own. */
function filledIn(text: string, set: Readonly<Record<string, string>>): string {
  const next = text.replace(/\$\{(\w+):-([^${}]*)\}/g, (_, name: string, fallback: string) => set[name] || fallback);
  return next === text ? text : filledIn(next, set);
}
