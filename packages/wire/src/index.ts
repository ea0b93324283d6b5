export { SseScanner } from './sse/sse-scanner.ts';
export type { SseScannerOptions, SseSink } from './sse/sse-scanner.ts';
export { SseTooLarge } from './sse/sse-too-large.ts';
export { encodeSse } from './sse/encode-sse.ts';
export type { EncodeSseOptions } from './sse/encode-sse.ts';

export { scanJsonObject, memberValue } from './json/scan-json-object.ts';
export type { JsonMember, JsonScan, JsonScanOptions } from './json/scan-json-object.ts';
export type { JsonFault } from './json/json-fault.ts';
export type { JsonKind } from './json/skip-json-value.ts';
export { spliceJson } from './json/splice-json.ts';
export type { JsonEdit } from './json/splice-json.ts';
export { isRecord } from './json/is-record.ts';

export { parsePrometheusText } from './prometheus/parse-prometheus-text.ts';
export type { PrometheusIssue, PrometheusParse } from './prometheus/parse-prometheus-text.ts';
export { sampleValue, samplesOf } from './prometheus/sample-value.ts';
export { countedValue } from './prometheus/counted-value.ts';
export { valuesByLabel } from './prometheus/values-by-label.ts';
export type {
  PrometheusFamily,
  PrometheusPage,
  PrometheusSample,
  PrometheusType,
} from './prometheus/prometheus-page.ts';

export { readUsage } from './openai/usage.ts';
export type { OpenAiUsage } from './openai/usage.ts';
export type { UsageWire } from './openai/usage-wire.ts';
export { readModelList } from './openai/model-list.ts';
export type { ListedModel } from './openai/model-list.ts';
export { readVersion } from './openai/version.ts';
export { readSchemaProperties } from './openai/schema-properties.ts';
export { openAiError } from './openai/error.ts';
export type { OpenAiErrorBody } from './openai/error.ts';
export { openAiRequestKeys } from './openai/request-keys.ts';
export type {
  ChatChoice,
  ChatChunk,
  ChatChunkChoice,
  ChatCompletion,
  ChatContentPart,
  ChatDelta,
  ChatMessage,
  ChatRequest,
  ChatToolCall,
} from './openai/chat.ts';
export type { TextCompletion, TextCompletionChoice, TextCompletionRequest } from './openai/text-completion.ts';

export { readTgiError } from './tgi/error.ts';
export type { TgiError, TgiErrorType } from './tgi/error.ts';
export { readTgiInfo } from './tgi/info.ts';
export type { TgiInfo } from './tgi/info.ts';

export { MalformedHttp } from './http1/malformed-http.ts';
export type { BodyFraming, ResponseHead } from './http1/response-head.ts';
export { RequestBody } from './http1/request-body.ts';
export { readRequestHead } from './http1/request-head.ts';
export type { RequestFraming, RequestHead } from './http1/request-head.ts';
export { ResponseScanner } from './http1/response-scanner.ts';
export type { ResponseSink } from './http1/response-scanner.ts';

export { addPositions } from './speculation/add-positions.ts';
export type { StatedSpeculation } from './speculation/stated-speculation.ts';
export { readVllmSpeculation } from './vllm/speculative-decoding.ts';
export { readSglangSpeculation } from './sglang/speculation.ts';
export { readSglangServerInfo } from './sglang/server-info.ts';
export type { SglangServerInfo } from './sglang/server-info.ts';
export { readLlamaCppTimings } from './llamacpp/timings.ts';
export type { LlamaCppTimings } from './llamacpp/timings.ts';
export { readLlamaCppProps, readSlotsSpeculate } from './llamacpp/props.ts';
export type { LlamaCppProps } from './llamacpp/props.ts';
export { readDecodedTokensPerIteration, readTrtLlmSpeculation } from './trtllm/decoded-tokens.ts';
export { startsAt } from './bytes/starts-at.ts';
