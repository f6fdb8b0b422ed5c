import type { ComposeFile, Service } from './compose-file.js';
import { faultsOfVariables, programsOf } from './programs.js';

const LIMITS = ['cpus', 'mem_limit'] as const;
/** Images whose makers do not promise that they run on a read-only root. */
const WRITING = ['eventstore'];
/** Images that would run as root if nobody said otherwise. */
const ROOT_BY_DEFAULT = ['postgres', 'mail'];
/** Whose ports people reach. */
const PUBLISHED = ['api', 'eigen', 'mail'];

/** What is wrong with docker-compose.yml, one line each. */
export function composeFaults(compose: ComposeFile): readonly string[] {
  return Object.entries(compose.services).flatMap(([name, service]) => [
    ...hardening(name, service),
    ...publishing(name, service),
    ...references(name, service, compose),
    ...(service.build ? ourOwn(name, service) : []),
  ]);
}

const isOurs = ({ build }: Service): boolean => build !== undefined;

function hardening(name: string, service: Service): string[] {
  const faults: string[] = [];
  if (service.cap_drop?.join() !== 'ALL') faults.push('keeps capabilities');
  if (!service.security_opt?.includes('no-new-privileges:true')) faults.push('may gain privileges');
  if (service.privileged) faults.push('is privileged');
  if (!service.read_only && !WRITING.includes(name)) faults.push('may write to its image');
  if (ROOT_BY_DEFAULT.includes(name) && /^(root|0)?(:|$)/.test(service.user ?? '')) faults.push('runs as root');
  if (isOurs(service) && service.user !== undefined) faults.push('does not run as the user of the image');
  for (const limit of LIMITS) if (!service[limit]) faults.push(`has no ${limit}`);
  if (!isOurs(service) && !/:v?\d+(\.\d+)*$/.test(service.image ?? '')) faults.push('has an image without a version');
  return faults.map((fault) => `${name} ${fault}`);
}

function publishing(name: string, { ports = [], networks = [] }: Service): string[] {
  const faults = ports.filter((port) => !/^127\.0\.0\.1:\d+:\d+$/.test(port)).map((port) => `publishes ${port} to others`);
  if (ports.length > 0 && !PUBLISHED.includes(name)) faults.push('publishes a port');
  if (ports.length > 0 && !networks.includes('outside')) faults.push('publishes a port from an internal network');
  return faults.map((fault) => `${name} ${fault}`);
}

function references(name: string, service: Service, { services, networks, volumes }: ComposeFile): string[] {
  const faults: string[] = [];
  for (const [other, { condition }] of Object.entries(service.depends_on ?? {})) {
    const check = services[other]?.healthcheck;
    const isChecked = !!check?.test || (services[other]?.build !== undefined && !check?.disable);
    if (!services[other]) faults.push(`waits for ${other}, which does not exist`);
    else if (condition === 'service_healthy' && !isChecked) faults.push(`waits for the health of ${other}, which is not checked`);
  }
  const isAwaited = Object.values(services).some(({ depends_on }) => depends_on?.[name]?.condition === 'service_completed_successfully');
  if (service.restart?.startsWith('on-failure') && !isAwaited) faults.push('ends, and to `up --wait` that is a failure');
  for (const network of service.networks ?? []) if (!(network in networks)) faults.push(`is in no network ${network}`);
  const named = (service.volumes ?? []).map((volume) => volume.split(':')[0]!).filter((source) => /^[a-z]/.test(source));
  for (const volume of named) if (!(volume in volumes)) faults.push(`has no volume ${volume}`);
  return faults.map((fault) => `${name} ${fault}`);
}

/** A service of our own image runs what the build makes, with variables it reads, behind the port it listens at. */
function ourOwn(name: string, { command, environment = {}, ports = [], healthcheck }: Service): string[] {
  if (!command) return [`${name} does not say what it runs`];
  try {
    const faults = faultsOfVariables(name, command, environment);
    const [port] = programsOf(command).flatMap((program) => program.portOf(environment) ?? []);
    for (const published of ports) {
      if (Number(published.split(':').at(-1)) !== port) faults.push(`${name} publishes ${published} and listens at ${port}`);
    }
    const asked = healthcheck?.test?.findLast((word) => word.startsWith('http:'));
    if (asked && Number(new URL(asked).port) !== port) faults.push(`${name} is asked at ${asked} and listens at ${port}`);
    return faults;
  } catch (error) {
    return [`${name}: ${error instanceof Error ? error.message : String(error)}`];
  }
}
