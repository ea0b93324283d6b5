import type { TgiService } from '../tgi-service.ts';
import { fingerprint } from './chat-body.ts';
import type { Usage } from './usage.ts';

export interface CompletionChoice {
  readonly index: number;
  readonly text: string;
  /** '' until the end: an empty string, not null. */
  readonly finishReason: string;
}

/** Bodies of `/v1/completions`. */
export class CompletionBody {
  private readonly tgi: TgiService;
  constructor(tgi: TgiService) {
    this.tgi = tgi;
  }

  /** A whole answer, and the last chunk of a stream where the version has one. */
  final(choices: readonly CompletionChoice[], usage: Usage): string {
    return JSON.stringify({ ...this.head(), ...this.names(), choices: choices.map(choiceJson), usage });
  }

  /** The model comes after the choices here, in every version. */
  chunk(choice: CompletionChoice): string {
    return JSON.stringify({ ...this.head(), choices: [choiceJson(choice)], ...this.names() });
  }

  private head(): Record<string, unknown> {
    const object = 'text_completion';
    const first = this.tgi.traits.answers.objects.first ? { object, id: '' } : { id: '', object };
    return { ...first, created: this.tgi.unixSeconds() };
  }

  private names(): Record<string, unknown> {
    return { model: this.tgi.modelId, system_fingerprint: fingerprint(this.tgi) };
  }
}

function choiceJson({ index, text, finishReason }: CompletionChoice): Record<string, unknown> {
  return { index, text, logprobs: null, finish_reason: finishReason };
}
