import { Agent } from 'node:http';
import { visitChat } from '../support/chat-visit.ts';
import type { ChatVisit } from '../support/chat-visit.ts';

export interface SoakTrafficOptions {
  readonly url: string;
  readonly streams: number;
  readonly random: () => number;
}

const shareLeaving = 0.1;
const shareWhole = 0.2;
const prompts = [
  'What is deep learning?',
  'Write a function that reverses a list.',
  'Translate to German: good morning.',
  'Summarise in one sentence: it rained all day, and the river rose.',
];

/** Clients that each ask again as soon as they are through; some of them leave in the middle of a long answer. */
export class SoakTraffic {
  readonly #options: SoakTrafficOptions;
  readonly #agent = new Agent({ keepAlive: true });
  readonly #loops: readonly Promise<void>[];
  #stopped = false;
  /** How many visits ended in which way. */
  readonly endings: Record<string, number> = {};
  /** That clients received. */
  tokens = 0;

  constructor(options: SoakTrafficOptions) {
    this.#options = options;
    this.#loops = Array.from({ length: options.streams }, () => this.#loop());
  }

  get visits(): number {
    return Object.values(this.endings).reduce((sum, count) => sum + count, 0);
  }

  /** Resolves when the last client has its answer. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#loops);
    this.#agent.destroy();
  }

  async #loop(): Promise<void> {
    while (!this.#stopped) {
      const { ending, tokens } = await visitChat(this.#options.url, this.#agent, this.#visit());
      this.endings[ending] = (this.endings[ending] ?? 0) + 1;
      this.tokens += tokens;
    }
  }

  #visit(): ChatVisit {
    const { random } = this.#options;
    const prompt = prompts[Math.floor(random() * prompts.length)] ?? '';
    if (random() < shareLeaving) {
      // With seconds of the answer still to come: nobody can take it for a whole one.
      const leaveAfter = 1 + Math.floor(random() * 4);
      return { variant: 'mlp', stream: true, maxTokens: 1500, prompt, leaveAfter };
    }
    return {
      variant: random() < 0.5 ? 'baseline' : 'mlp',
      stream: random() >= shareWhole,
      maxTokens: 20 + Math.floor(random() * 100),
      prompt,
      leaveAfter: null,
    };
  }
}
