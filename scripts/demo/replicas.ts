/** The emulated servers of the demo: the three of the published test, and the control that Medusa needs. */
export interface DemoReplica {
  readonly variant: 'baseline' | 'mlp' | 'medusa' | 'mistral';
  readonly modelId: string;
  readonly base: 'llama-3-8b' | 'mistral-7b';
  readonly speculator: 'none' | 'mlp' | 'medusa';
  readonly control: 'baseline' | 'mistral' | null;
  /** Share of the traffic that nobody forces anywhere. The Mistral control gets none: it is another model. */
  readonly weight: number;
}

export const demoReplicas: readonly DemoReplica[] = [
  {
    variant: 'baseline',
    modelId: 'meta-llama/Meta-Llama-3-8B-Instruct',
    base: 'llama-3-8b',
    speculator: 'none',
    control: null,
    weight: 1,
  },
  {
    variant: 'mlp',
    modelId: 'ibm-fms/llama3-8b-accelerator',
    base: 'llama-3-8b',
    speculator: 'mlp',
    control: 'baseline',
    weight: 1,
  },
  {
    variant: 'medusa',
    modelId: 'text-generation-inference/Mistral-7B-Instruct-v0.2-medusa',
    base: 'mistral-7b',
    speculator: 'medusa',
    control: 'mistral',
    weight: 1,
  },
  {
    variant: 'mistral',
    modelId: 'mistralai/Mistral-7B-Instruct-v0.2',
    base: 'mistral-7b',
    speculator: 'none',
    control: null,
    weight: 0,
  },
];
