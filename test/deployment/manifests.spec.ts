import { describe, expect, it } from '@jest/globals';
import { violations } from './support/kubernetes-schema.js';
import { manifestFaults } from './support/manifest-faults.js';
import { readFolder, type Container, type Folder, type Manifest } from './support/manifests.js';

const folders = (): [Folder, Folder] => [readFolder('base'), readFolder('local')];
const everything = folders().flatMap(({ name, manifests }) => manifests.map((manifest) => [name, manifest.kind, manifest.metadata.name, manifest] as const));

it('has all that runs', () => {
  const [base, local] = folders().map(({ manifests }) => manifests.filter(({ spec }) => spec?.template).map(({ metadata }) => metadata.name));
  expect(base).toEqual(['slowking-api', 'slowking-worker']);
  expect(local).toEqual(['eigen', 'eventstore', 'slowking-keys', 'mail', 'postgres']);
});

it.each(everything)('%s: %s %s is what Kubernetes has a schema for', async (_folder, _kind, _name, manifest) => {
  expect(await violations(manifest)).toEqual([]);
});

it('has no fault, neither the base alone nor with the overlay', () => {
  const [base, local] = folders();
  expect(manifestFaults([base])).toEqual([]);
  expect(manifestFaults([base, local])).toEqual([]);
});

describe('the schema refuses', () => {
  it.each<[string, string, (spec: Record<string, unknown>) => void]>([
    ['a number that is none', '/spec/replicas', (spec) => (spec['replicas'] = 'two')],
    ['a pod template that is missing', 'template', (spec) => delete spec['template']],
    ['a field that it does not know', '/spec/replica is unknown', (spec) => (spec['replica'] = 2)],
    ['a field deep inside that it does not know', '/spec/template/spec/containers/0/readynessProbe is unknown', (spec) => {
      Object.assign(containerIn(spec), { readynessProbe: {} });
    }],
  ])('%s', async (_name, place, plant) => {
    const [{ manifests }] = folders();
    const api = manifests.find(({ kind }) => kind === 'Deployment')!;
    plant(api.spec as Record<string, unknown>);
    expect((await violations(api)).join()).toContain(place);
  });
});

describe('is refused with', () => {
  it.each(planted())('%s', (_name, fault, plant) => {
    const both = folders();
    plant(both);
    expect(manifestFaults(both)).toContain(fault);
  });
});

/* ----- data ----- */

const containerIn = (spec: Record<string, unknown>): Container => (spec as NonNullable<Manifest['spec']>).template!.spec.containers[0]!;

function found([base, local]: readonly Folder[], kind: string, name: string): Manifest {
  return [...base!.manifests, ...local!.manifests].find((each) => each.kind === kind && each.metadata.name === name)!;
}

function planted(): [string, string, (both: readonly [Folder, Folder]) => void][] {
  const pod = (both: readonly Folder[]) => found(both, 'Deployment', 'slowking-api').spec!.template!.spec;
  const api = (both: readonly Folder[]) => pod(both).containers[0]!;
  const of = 'Deployment slowking-api';
  return [
    ['root', `${of} may run as root`, (both) => delete pod(both).securityContext!.runAsNonRoot],
    ['a token', `${of} holds a token of the cluster`, (both) => delete pod(both).automountServiceAccountToken],
    ['no seccomp profile', `${of} has no seccomp profile`, (both) => delete pod(both).securityContext!.seccompProfile],
    ['capabilities', `${of} (api) keeps capabilities`, (both) => (api(both).securityContext!.capabilities = { drop: ['NET_RAW'] })],
    ['privileges', `${of} (api) may gain privileges`, (both) => delete api(both).securityContext!.allowPrivilegeEscalation],
    ['a root that may be written to', `${of} (api) may write to its image`, (both) => (api(both).securityContext!.readOnlyRootFilesystem = false)],
    ['no limit', `${of} (api) has no limit of memory`, (both) => delete api(both).resources!.limits!['memory']],
    ['no request', `${of} (api) asks for no cpu`, (both) => delete api(both).resources!.requests!['cpu']],
    ['no readiness', `${of} (api) does not tell when it is ready`, (both) => delete api(both).readinessProbe],
    ['no liveness', `${of} (api) does not tell whether it lives`, (both) => delete api(both).livenessProbe],
    ['a probe elsewhere', `${of} (api) is asked at web, which is none of its ports`, (both) => (api(both).livenessProbe = { tcpSocket: { port: 'web' } })],
    ['a port where nobody listens', `${of} (api) listens at 8091, not at 80`, (both) => (api(both).ports = [{ name: 'http', containerPort: 80 }])],
    ['a program that the build does not make', `${of} (migrate): dist/migrate.js is not what the build makes: there is no migrate.ts`, (both) => {
      pod(both).initContainers![0]!.command = ['node', 'dist/migrate.js'];
    }],
    ['a variable that nobody reads', `${of} (api): dist/apps/api/src/main.js does not read SLOWKING_PORT`, (both) => {
      api(both).env!.push({ name: 'SLOWKING_PORT', value: '80' });
    }],
    ['a setting that nobody reads', 'base: dist/apps/api/src/main.js does not read SLOWKING_TARGET', ([base]) => {
      base.manifests.find(({ kind }) => kind === 'ConfigMap')!.data!['SLOWKING_TARGET'] = 'x';
    }],
    ['a setting that is none', 'local: DATABASE_URL: must begin with postgres: or postgresql:', ([, { kustomization }]) => {
      kustomization.secretGenerator![0]!.literals.push('DATABASE_URL=mysql://x');
    }],
    ['a secret that is missing', 'local has no SMTP_URL', ([, { kustomization }]) => {
      kustomization.secretGenerator![0]!.literals = kustomization.secretGenerator![0]!.literals.filter((each) => !each.startsWith('SMTP'));
    }],
    ['a file that is not named', 'local does not name mail.yaml', ([, { kustomization }]) => {
      kustomization.resources = kustomization.resources.filter((file) => file !== 'mail.yaml');
    }],
    ['a file that is not there', 'base names jobs.yaml, which does not exist', ([{ kustomization }]) => kustomization.resources.push('jobs.yaml')],
    ['a budget for nothing', 'PodDisruptionBudget slowking-api selects apis, which nothing is', (both) => {
      found(both, 'PodDisruptionBudget', 'slowking-api').spec!.selector!.matchLabels = { 'app.kubernetes.io/component': 'apis' };
    }],
    ['a policy for nothing', 'NetworkPolicy stores selects mongo, which nothing is', (both) => {
      found(both, 'NetworkPolicy', 'stores').spec!.podSelector!.matchExpressions![0]!.values.push('mongo');
    }],
    ['a deployment that does not select its own pods', `${of} selects api, which nothing is`, (both) => {
      found(both, 'Deployment', 'slowking-api').spec!.template!.metadata!.labels = {};
    }],
    ['a service that leads nowhere', 'Service slowking-api leads to web, which is no port', (both) => {
      found(both, 'Service', 'slowking-api').spec!.ports![0]!.targetPort = 'web';
    }],
    ['a volume that nobody provides', `${of} has no volume reports`, (both) => {
      pod(both).volumes!.at(-1)!.persistentVolumeClaim!.claimName = 'reports';
    }],
    ['an image of any version', 'Deployment mail (mail) has an image without a version', (both) => {
      found(both, 'Deployment', 'mail').spec!.template!.spec.containers[0]!.image = 'axllent/mailpit';
    }],
  ];
}
