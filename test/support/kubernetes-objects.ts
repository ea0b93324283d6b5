import { parseAllDocuments } from 'yaml';

/** As much of a Kubernetes object as the tests look at. Whether it is one, its schema says. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels?: Labels; readonly annotations?: Labels };
  readonly spec?: Spec;
  readonly data?: Readonly<Record<string, string>>;
}

export type Labels = Readonly<Record<string, string>>;

interface Spec {
  readonly replicas?: number;
  readonly minReplicas?: number;
  readonly maxReplicas?: number;
  readonly maxUnavailable?: number;
  readonly selector?: Labels & { readonly matchLabels?: Labels };
  readonly podSelector?: { readonly matchLabels: Labels };
  readonly serviceName?: string;
  readonly type?: string;
  readonly ports?: readonly { readonly name: string; readonly port: number; readonly targetPort: string }[];
  readonly template?: { readonly metadata: { readonly labels: Labels }; readonly spec: PodSpec };
  readonly scaleTargetRef?: { readonly kind: string; readonly name: string };
  readonly metrics?: readonly MetricSpec[];
  readonly ingress?: readonly Rule[];
  readonly egress?: readonly Rule[];
  readonly groups?: unknown;
  readonly endpoints?: readonly { readonly port: string; readonly path: string }[];
}

export interface MetricSpec {
  readonly type: string;
  readonly pods?: { readonly metric: { readonly name: string } };
  readonly external?: {
    readonly metric: { readonly name: string; readonly selector: { readonly matchLabels: Labels } };
  };
}

export interface Rule {
  readonly ports?: readonly { readonly port: number | string }[];
  readonly from?: readonly unknown[];
  readonly to?: readonly { readonly podSelector?: { readonly matchLabels: Labels } }[];
}

export interface PodSpec {
  readonly automountServiceAccountToken?: boolean;
  readonly terminationGracePeriodSeconds?: number;
  readonly securityContext?: Readonly<Record<string, unknown>>;
  readonly containers: readonly Container[];
  readonly volumes?: readonly { readonly name: string; readonly configMap?: { readonly name: string } }[];
}

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly args?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value?: string; readonly valueFrom?: unknown }[];
  readonly ports?: readonly { readonly name: string; readonly containerPort: number }[];
  readonly startupProbe?: Probe;
  readonly readinessProbe?: Probe;
  readonly livenessProbe?: Probe;
  readonly securityContext?: Readonly<Record<string, unknown>>;
  readonly resources?: { readonly limits?: Labels; readonly requests?: Labels };
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string; readonly subPath?: string }[];
}

interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string };
}

/** Of text with many documents. */
export function readObjects(text: string): readonly KubernetesObject[] {
  return parseAllDocuments(text).flatMap((document) => {
    if (document.errors.length > 0) throw document.errors[0] ?? new Error('no YAML');
    const object = document.toJS() as KubernetesObject | null;
    return object === null ? [] : [object];
  });
}

export function nameOf({ kind, metadata }: KubernetesObject): string {
  return `${kind}/${metadata.name}`;
}
