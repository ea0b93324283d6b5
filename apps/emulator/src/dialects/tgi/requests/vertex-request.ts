import { array, type Decode, string, u32, u64 } from '../serde/decode.ts';
import { StructReader } from '../serde/struct-reader.ts';
import { type GenerateRequest, plainParameters } from './generate-parameters.ts';

/** The body of `/vertex`: one generation per instance. */
export const vertexRequest: Decode<readonly GenerateRequest[]> = (node, path) =>
  new StructReader(node, path, 'VertexRequest').required('instances', array(instance));

const instance: Decode<GenerateRequest> = (node, path) => {
  const fields = new StructReader(node, path, 'VertexInstance');
  const inputs = fields.required('inputs', string);
  const given = fields.optional('parameters', (inner, at) => {
    const parameters = new StructReader(inner, at, 'VertexParameters');
    return { maxNewTokens: parameters.optional('max_new_tokens', u32), seed: parameters.optional('seed', u64) };
  });
  return { inputs, parameters: { ...plainParameters, details: true, decoderInputDetails: true, ...given } };
};
