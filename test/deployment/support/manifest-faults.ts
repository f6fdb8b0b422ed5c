import type { Container, Folder, Manifest, PodTemplate } from './manifests.js';
import { faultsOfVariables, programsOf } from './programs.js';

const COMPONENT = 'app.kubernetes.io/component';
/** Variables that come from the secret, which is not in the base. */
const SECRET = ['EVENTSTORE_URL', 'DATABASE_URL', 'SMTP_URL', 'SLOWKING_SECRET_KEY'];
/** Images whose makers do not promise that they run on a read-only root. */
const WRITING = ['eventstore'];

/** What is wrong with the manifests, one line each. `folders` belong together: an overlay and its base. */
export function manifestFaults(folders: readonly Folder[]): readonly string[] {
  const all = folders.flatMap(({ manifests }) => manifests);
  const pods = all.flatMap(({ spec }) => spec?.template ?? []);
  return [
    ...folders.flatMap(listing),
    ...folders.flatMap(settings),
    ...all.flatMap((manifest) => workload(manifest, all)),
    ...all.flatMap((manifest) => selection(manifest, pods)),
  ];
}

/** A file that no kustomization names would never be applied. */
function listing({ name, files, kustomization, manifests }: Folder): string[] {
  const named = kustomization.resources.filter((resource) => resource.endsWith('.yaml'));
  const faults = named.filter((file) => !files.includes(file)).map((file) => `${name} names ${file}, which does not exist`);
  for (const file of files) if (!named.includes(file)) faults.push(`${name} does not name ${file}`);
  const keys = manifests.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
  const twice = keys.filter((key, at) => keys.indexOf(key) !== at);
  return [...faults, ...twice.map((key) => `${name} has ${key} twice`)];
}

/** What ConfigMap and secret hold is read by somebody and means something. */
function settings({ name, kustomization, manifests }: Folder): string[] {
  const generators = [...(kustomization.configMapGenerator ?? []), ...(kustomization.secretGenerator ?? [])];
  const literals = generators.flatMap((generator) => generator.literals.map((literal) => literal.split(/=(.*)/s).slice(0, 2)));
  const environment = {
    ...Object.assign({}, ...manifests.map(({ kind, data }) => (kind === 'ConfigMap' ? data : {}))),
    ...Object.fromEntries(literals),
  } as Record<string, string>;
  const secrets = kustomization.secretGenerator?.flatMap((each) => each.literals.map((literal) => literal.split('=')[0])) ?? SECRET;
  const missing = SECRET.filter((variable) => !secrets.includes(variable)).map((variable) => `${name} has no ${variable}`);
  return [...missing, ...faultsOfVariables(name, ['node', 'dist/apps/api/src/main.js'], environment)];
}

function workload({ kind, metadata: { name }, spec }: Manifest, all: readonly Manifest[]): string[] {
  const template = spec?.template;
  if (!template) return [];
  const { containers, initContainers = [], volumes = [] } = template.spec;
  const claims = volumes.flatMap(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? []);
  const missing = claims.filter((claim) => !all.some((other) => other.kind === 'PersistentVolumeClaim' && other.metadata.name === claim));
  return [
    ...podFaults(template),
    ...[...initContainers, ...containers].flatMap((container) => hardening(container)),
    ...[...initContainers, ...containers].flatMap((container) => ourOwn(container)),
    ...(kind === 'Job' ? [] : containers.flatMap(probes)),
    ...missing.map((claim) => `has no volume ${claim}`),
  ].map((fault) => `${kind} ${name} ${fault}`);
}

function podFaults({ spec: { automountServiceAccountToken, securityContext } }: PodTemplate): string[] {
  const faults: string[] = [];
  if (automountServiceAccountToken !== false) faults.push('holds a token of the cluster');
  if (!securityContext?.runAsNonRoot || !securityContext.runAsUser) faults.push('may run as root');
  if (securityContext?.seccompProfile?.type !== 'RuntimeDefault') faults.push('has no seccomp profile');
  return faults;
}

function hardening({ name, image, securityContext = {}, resources = {} }: Container): string[] {
  const faults: string[] = [];
  if (securityContext.allowPrivilegeEscalation !== false) faults.push('may gain privileges');
  if (securityContext.capabilities?.drop?.join() !== 'ALL') faults.push('keeps capabilities');
  if (!securityContext.readOnlyRootFilesystem && !WRITING.includes(name)) faults.push('may write to its image');
  for (const limit of ['cpu', 'memory']) if (!resources.limits?.[limit]) faults.push(`has no limit of ${limit}`);
  for (const request of ['cpu', 'memory']) if (!resources.requests?.[request]) faults.push(`asks for no ${request}`);
  if (image !== 'slowking' && !/:v?\d+(\.\d+)*$/.test(image)) faults.push('has an image without a version');
  return faults.map((fault) => `(${name}) ${fault}`);
}

function ourOwn({ name, image, command, env = [], envFrom = [], ports = [] }: Container): string[] {
  if (image !== 'slowking') return [];
  if (!command) return [`(${name}) does not say what it runs`];
  try {
    const environment = Object.fromEntries(env.map((each) => [each.name, each.value]));
    const faults = faultsOfVariables(`(${name})`, command, environment);
    const sources = envFrom.flatMap(({ configMapRef, secretRef }) => configMapRef?.name ?? secretRef?.name ?? []);
    if (sources.some((source) => source !== 'slowking')) faults.push(`(${name}) reads ${sources.join(' and ')}`);
    const [port] = programsOf(command).flatMap((program) => program.portOf(environment) ?? []);
    for (const { containerPort } of ports) if (containerPort !== port) faults.push(`(${name}) listens at ${port}, not at ${containerPort}`);
    return faults;
  } catch (error) {
    return [`(${name}): ${error instanceof Error ? error.message : String(error)}`];
  }
}

/** What serves is probed; what serves nobody cannot be. */
function probes({ name, ports = [], readinessProbe, livenessProbe, startupProbe }: Container): string[] {
  if (ports.length === 0) return [];
  const faults: string[] = [];
  if (!readinessProbe) faults.push('does not tell when it is ready');
  if (!livenessProbe) faults.push('does not tell whether it lives');
  const asked = [readinessProbe, livenessProbe, startupProbe].map((probe) => JSON.stringify(probe ?? {}));
  for (const [, port] of asked.flatMap((probe) => [...probe.matchAll(/"port":"?(\w+)"?/g)])) {
    if (!ports.some((each) => each.name === port)) faults.push(`is asked at ${port}, which is none of its ports`);
  }
  return faults.map((fault) => `(${name}) ${fault}`);
}

/** A selector that selects nothing protects nothing and reaches nobody. */
function selection({ kind, metadata: { name }, spec }: Manifest, pods: readonly PodTemplate[]): string[] {
  if (!spec) return [];
  const { selector, podSelector, template, ports = [] } = spec;
  const labels = kind === 'Service' ? (selector as Record<string, string> | undefined) : (podSelector ?? selector)?.matchLabels;
  const expressions = podSelector?.matchExpressions?.flatMap(({ values }) => values) ?? [];
  const wanted = [...(labels ? [labels[COMPONENT] ?? '(no component)'] : []), ...expressions];
  const candidates = template ? [template] : pods;
  const labelled = (component: string) => candidates.find(({ metadata }) => metadata?.labels?.[COMPONENT] === component);
  const faults = wanted.filter((component) => !labelled(component)).map((component) => `selects ${component}, which nothing is`);
  if (kind !== 'Service') return faults.map((fault) => `${kind} ${name} ${fault}`);
  const open = labelled(wanted[0] ?? '')?.spec.containers.flatMap((container) => container.ports ?? []) ?? [];
  for (const { targetPort } of ports) {
    if (!open.some((port) => port.name === targetPort)) faults.push(`leads to ${targetPort}, which is no port`);
  }
  return faults.map((fault) => `${kind} ${name} ${fault}`);
}
