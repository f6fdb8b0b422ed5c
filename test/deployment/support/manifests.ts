import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';

interface Container {
  name: string;
  image: string;
  command?: string[];
  env?: { name: string; value: string }[];
  envFrom?: { configMapRef?: { name: string }; secretRef?: { name: string } }[];
  ports?: { name: string; containerPort: number }[];
  readinessProbe?: object;
  livenessProbe?: object;
  startupProbe?: object;
  resources?: { requests?: Record<string, string>; limits?: Record<string, string> };
  securityContext?: {
    allowPrivilegeEscalation?: boolean;
    readOnlyRootFilesystem?: boolean;
    privileged?: boolean;
    capabilities?: { drop?: string[] };
  };
  volumeMounts?: { name: string; mountPath: string }[];
}

/** What a workload's pods are made of. */
export interface PodTemplate {
  metadata?: { labels?: Record<string, string> };
  spec: {
    automountServiceAccountToken?: boolean;
    securityContext?: { runAsNonRoot?: boolean; runAsUser?: number; seccompProfile?: { type?: string } };
    initContainers?: Container[];
    containers: Container[];
    volumes?: { name: string; persistentVolumeClaim?: { claimName: string } }[];
  };
}

/** A document of a manifest, as far as the checks look into it. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string };
  data?: Record<string, string>;
  spec?: {
    replicas?: number;
    selector?: { matchLabels?: Record<string, string> } & Record<string, unknown>;
    template?: PodTemplate;
    podSelector?: { matchLabels?: Record<string, string>; matchExpressions?: { key: string; values: string[] }[] };
    ports?: { name: string; port: number; targetPort?: string }[];
  };
}

export type { Container };

/** A kustomization, as far as ours say something. */
export interface Kustomization {
  resources: string[];
  images?: { name: string; newTag: string }[];
  configMapGenerator?: { name: string; literals: string[] }[];
  secretGenerator?: { name: string; literals: string[] }[];
}

/** One folder of deploy/. */
export interface Folder {
  readonly name: string;
  readonly files: readonly string[];
  kustomization: Kustomization;
  manifests: Manifest[];
}

/** Reads a folder; YAML that is not whole throws. */
export function readFolder(name: string): Folder {
  const path = join('deploy', name);
  const files = readdirSync(path).filter((file) => file.endsWith('.yaml') && file !== 'kustomization.yaml');
  const [kustomization] = documents(join(path, 'kustomization.yaml')) as Kustomization[];
  const manifests = files.flatMap((file) => documents(join(path, file)) as Manifest[]);
  return { name, files, kustomization: kustomization!, manifests };
}

function documents(file: string): readonly unknown[] {
  return parseAllDocuments(readFileSync(file, 'utf8')).map((document) => {
    const [error] = document.errors;
    if (error) throw new Error(`${file}: ${error.message}`);
    return document.toJS() as unknown;
  });
}
