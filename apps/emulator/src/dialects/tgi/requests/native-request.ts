import { array, boolean, type Decode, f32, i32, string, u32, u64, usize } from '../serde/decode.ts';
import { StructReader } from '../serde/struct-reader.ts';
import type { RequestTraits } from '../traits.ts';
import { type GenerateParameters, type GenerateRequest, plainParameters } from './generate-parameters.ts';
import { grammar } from './grammar.ts';

/** The body of `/generate`, `/generate_stream`, `/tokenize` and, with `stream`, of `/`. */
export interface NativeRequest extends GenerateRequest {
  readonly stream: boolean;
}

const grammarTypes = ['json', 'json_object', 'regex'] as const;

export function nativeRequest(traits: RequestTraits): Decode<NativeRequest> {
  return (node, path) => {
    const fields = new StructReader(node, path, 'GenerateRequest');
    // Without `parameters` sampling is on, with them it is off unless asked for.
    const absent = { ...plainParameters, maxNewTokens: traits.defaultMaxTokens };
    return {
      inputs: fields.required('inputs', string),
      parameters: fields.defaulted('parameters', nativeParameters(traits), absent),
      stream: fields.defaulted('stream', boolean, false),
    };
  };
}

function nativeParameters(traits: RequestTraits): Decode<GenerateParameters> {
  return (node, path) => {
    const fields = new StructReader(node, path, 'GenerateParameters');
    fields.defaulted('watermark', boolean, false);
    fields.optional('adapter_id', string);
    return {
      bestOf: fields.optional('best_of', usize),
      temperature: fields.optional('temperature', f32),
      repetitionPenalty: fields.optional('repetition_penalty', f32),
      frequencyPenalty: fields.optional('frequency_penalty', f32),
      topK: fields.optional('top_k', i32),
      topP: fields.optional('top_p', f32),
      typicalP: fields.optional('typical_p', f32),
      doSample: fields.defaulted('do_sample', boolean, false),
      // The default is for the field's absence: an explicit null stays "as many as fit".
      maxNewTokens: fields.has('max_new_tokens') ? fields.optional('max_new_tokens', u32) : traits.defaultMaxTokens,
      returnFullText: fields.optional('return_full_text', boolean),
      stop: fields.defaulted('stop', array(string), []),
      truncate: fields.optional('truncate', usize),
      details: fields.defaulted('details', boolean, false),
      decoderInputDetails: fields.defaulted('decoder_input_details', boolean, false),
      seed: fields.optional('seed', u64),
      topNTokens: fields.optional('top_n_tokens', u32),
      grammar: fields.optional('grammar', grammar(traits.responseFormats ?? grammarTypes)),
    };
  };
}
