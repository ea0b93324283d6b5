/** What the router reads from a model's tokenizer files: its special tokens and its chat template. */
export interface BaseModel {
  readonly name: 'llama-3-8b' | 'mistral-7b';
  readonly bos: string;
  /** The text of the token that ends an answer. Special: chat streams show it as empty text. */
  readonly eos: string;
  readonly template: 'llama-3' | 'mistral-instruct';
}

export const baseModels: Readonly<Record<BaseModel['name'], BaseModel>> = {
  'llama-3-8b': { name: 'llama-3-8b', bos: '<|begin_of_text|>', eos: '<|eot_id|>', template: 'llama-3' },
  'mistral-7b': { name: 'mistral-7b', bos: '<s>', eos: '</s>', template: 'mistral-instruct' },
};
