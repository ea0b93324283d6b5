/**
 * Load on an OpenAI-compatible chat endpoint (TGI, or a gateway in front of it), streamed and greedy.
 *
 *   k6 run -e VU=10 -e DATA=samples.json oai_load.js
 *
 *   VU              10            virtual users (default 1)
 *   DATA            samples.json  prompts in ShareGPT's form; a relative path is relative to this script, as k6 has it
 *   HOST            127.0.0.1:8080, or a whole URL such as https://gateway.example
 *   MODEL_ID        tgi           the `model` of the requests
 *   MAX_NEW_TOKENS  200           longest answer
 *   DURATION        30s           how long to start requests; those under way are waited for
 *   RATE            (unset)       requests started per second, whoever is still busy; VU is then the most in flight.
 *                                 RATE=1 is the load of the table published for TGI's speculators, which therefore cannot
 *                                 show more than 1 req/s. Unset: a closed loop, each user asks when its answer is complete.
 *   VARIANT         (unset)       which variant of a Slipstream gateway must answer
 *
 * What is counted as a failure: any status but 200; an error event inside a 200 stream (how TGI reports overload,
 * validation and generation errors); a stream without its proper end. Without this, an overloaded TGI looks fast.
 *
 * What cannot be measured here: k6 hands a body over when it is complete, so there is no time to the first token and
 * no time between tokens. `http_req_waiting` is the time to the response head, which TGI sends before it has done anything.
 * Nor does k6 read the engine's counters: for acceleration and speed-up use `npm run bench -- run`.
 */
import http from 'k6/http';
import { check } from 'k6';
import { SharedArray } from 'k6/data';
import { Counter, Rate, Trend } from 'k6/metrics';
import exec from 'k6/execution';

const host = __ENV.HOST || '127.0.0.1:8080';
const origin = /^https?:\/\//.test(host) ? host.replace(/\/+$/, '') : `http://${host}`;
const modelId = __ENV.MODEL_ID || 'tgi';
const maxNewTokens = positiveInteger('MAX_NEW_TOKENS', 200);
const vus = positiveInteger('VU', 1);
const duration = __ENV.DURATION || '30s';
const rate = __ENV.RATE ? positiveInteger('RATE', 1) : null;
/** Longest prompt, in characters: as in the published test. */
const promptCharacters = 500;

/** Completion tokens: by usage where the engine states it, else by events, of which TGI sends one per token. */
const tokens = new Counter('tokens');
/** Request duration / tokens, prefill included (TGI's own load test calls it so). Not TPOT. */
const timePerToken = new Trend('time_per_token', true);
/** Answers that gave a finish reason and ended as they should. */
const completeAnswers = new Rate('complete_answers');
/** Error events inside 200 streams. */
const streamErrors = new Counter('stream_errors');
/** Streams that ended early, without any error event. */
const truncatedStreams = new Counter('truncated_streams');

/** Parsed once and shared by all virtual users. */
const prompts = new SharedArray('prompts', () => {
  const conversations = JSON.parse(open(__ENV.DATA || 'samples.json'));
  const found = conversations.map(firstHumanTurn).filter((text) => text.trim() !== '');
  if (found.length === 0) throw new Error('DATA has no conversation with a turn from "human"');
  return found;
});

export const options = {
  scenarios: { load: rate === null ? closedLoop() : openLoop(rate) },
  thresholds: { http_req_failed: ['rate==0'], complete_answers: ['rate==1'] },
  summaryTrendStats: ['avg', 'min', 'med', 'p(95)', 'p(99)', 'max'],
};

export default function () {
  const prompt = prompts[exec.scenario.iterationInTest % prompts.length];
  const body = {
    model: modelId,
    messages: [{ role: 'user', content: prompt }],
    max_tokens: maxNewTokens,
    // Greedy: every variant of one base model gives the same answer.
    temperature: 0,
    stream: true,
    stream_options: { include_usage: true },
  };
  const headers = { 'Content-Type': 'application/json' };
  if (__ENV.VARIANT) headers['x-slipstream-variant'] = __ENV.VARIANT;
  const response = http.post(`${origin}/v1/chat/completions`, JSON.stringify(body), { headers, timeout: '120s' });
  record(response);
}

function record(response) {
  const answer = response.status === 200 ? readStream(response.body || '') : null;
  const complete = answer !== null && answer.complete;
  completeAnswers.add(complete);
  check(response, {
    'status is 200': () => response.status === 200,
    'no error inside the stream': () => answer === null || answer.error === null,
    'stream has its proper end': () => answer === null || answer.error !== null || complete,
  });
  if (answer === null) return;
  tokens.add(answer.tokens);
  if (answer.error !== null) streamErrors.add(1);
  else if (!complete) truncatedStreams.add(1);
  if (complete && answer.tokens > 0) timePerToken.add(response.timings.duration / answer.tokens);
}

/** What a streamed chat answer holds. Complete: a finish reason, then `[DONE]`, which TGI 2.0 alone leaves out. */
function readStream(body) {
  const answer = { tokens: 0, error: null, complete: false };
  let counted = 0;
  let usage = null;
  let finished = false;
  let done = false;
  for (const data of eventData(body)) {
    if (data === '[DONE]') {
      done = true;
      continue;
    }
    const chunk = parseJson(data);
    if (chunk === null || chunk.error) {
      answer.error = chunk === null ? 'an event is not JSON' : JSON.stringify(chunk.error);
      continue;
    }
    const choice = (chunk.choices || [])[0];
    if (chunk.usage) usage = chunk.usage.completion_tokens;
    if (chunk.object === 'text_completion') done = true;
    if (choice === undefined) continue;
    counted += 1;
    if (choice.finish_reason) finished = true;
  }
  answer.tokens = usage === null ? counted : usage;
  answer.complete = answer.error === null && finished && done;
  return answer;
}

/** The data of each event. What follows the last blank line is a cut event and is left out. */
function eventData(body) {
  const blocks = body.replace(/\r\n?/g, '\n').split('\n\n');
  return blocks.slice(0, -1).flatMap((block) => {
    const lines = block.split('\n').filter((line) => line.startsWith('data:'));
    return lines.length === 0 ? [] : [lines.map((line) => line.slice(5).replace(/^ /, '')).join('\n')];
  });
}

function firstHumanTurn(conversation) {
  const turn = (conversation.conversations || []).find(({ from }) => from === 'human' || from === 'user');
  return turn === undefined ? '' : String(turn.value).slice(0, promptCharacters);
}

/** Each user asks again when its answer is complete: throughput shows how fast the server is. */
function closedLoop() {
  return { executor: 'constant-vus', vus, duration, gracefulStop: '120s' };
}

/** Requests start on schedule. Those for which no user was free are k6's `dropped_iterations`. */
function openLoop(perSecond) {
  return {
    executor: 'constant-arrival-rate',
    rate: perSecond,
    timeUnit: '1s',
    duration,
    preAllocatedVUs: vus,
    maxVUs: vus,
    gracefulStop: '120s',
  };
}

function positiveInteger(name, preset) {
  const text = __ENV[name];
  if (text === undefined || text === '') return preset;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`${name}: "${text}" is not a whole number from 1 up`);
  return value;
}

function parseJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
