import type { Grammar } from '../requests/generate-parameters.ts';
import type { Tool, ToolChoice } from '../requests/tool.ts';
import type { RequestTraits } from '../traits.ts';

/** What the tools of a chat request come to. */
export type ToolPlan =
  | { readonly kind: 'none' }
  | { readonly kind: 'call'; readonly grammar: Grammar; readonly promptSuffix: string }
  | { readonly kind: 'unknown'; readonly name: string };

export interface ToolWish {
  readonly tools: readonly Tool[] | null;
  readonly choice: ToolChoice | null;
  readonly prompt: string | null;
  readonly lastMessage: string;
}

/** The pseudo tools that TGI adds, for a model that finds no tool fitting. */
const notifyError: Tool = {
  name: 'notify_error',
  description: null,
  parameters: { properties: { error: { type: 'string' } } },
};
const noTool: Tool = { name: 'no_tool', description: null, parameters: { type: 'object' } };

const toolPrompts: Readonly<Record<RequestTraits['tools'], string>> = {
  explicit: 'Choose one of these functions by their JSON schema, or notify an error.\n',
  'one-of': 'Choose one of these functions by their JSON schema, or notify an error.\n',
  auto: 'Answer with a JSON for one function call with its arguments.\n',
};

/**
 * Tools are a grammar in TGI: the model must write a call. Which one, the emulator decides by the plainest sign: the
 * first tool of whose name or description a word occurs in the last message, else the version's pseudo tool.
 */
export function planTools(style: RequestTraits['tools'], wish: ToolWish): ToolPlan {
  const tools = wish.tools ?? [];
  const choice = wish.choice ?? defaultChoice(style);
  if (tools.length === 0 || choice.kind === 'none') return { kind: 'none' };
  const picked = pick(style, tools, choice, wish.lastMessage);
  if (picked === null) return { kind: 'unknown', name: choice.kind === 'function' ? choice.name : '' };
  const schemas = JSON.stringify(tools.map(({ name, description, parameters }) => ({ name, description, parameters })));
  const prompt = wish.prompt ?? toolPrompts[style];
  const promptSuffix = style === 'auto' ? `\n---\n${schemas}\n${prompt}` : `\n---\n${prompt}\n${schemas}`;
  return { kind: 'call', grammar: callGrammar(picked), promptSuffix };
}

function defaultChoice(style: RequestTraits['tools']): ToolChoice {
  if (style === 'explicit') return { kind: 'none' };
  return { kind: style === 'auto' ? 'auto' : 'any' };
}

function pick(
  style: RequestTraits['tools'],
  tools: readonly Tool[],
  choice: ToolChoice,
  lastMessage: string,
): Tool | null {
  if (choice.kind === 'function') return tools.find((tool) => tool.name === choice.name) ?? null;
  const fitting = tools.find((tool) => isMentioned(tool, lastMessage));
  if (fitting !== undefined) return fitting;
  if (choice.kind === 'required') return tools[0] ?? null;
  return style === 'auto' ? noTool : notifyError;
}

function isMentioned({ name, description }: Tool, message: string): boolean {
  const words = new Set(longWords(message));
  return longWords(`${name} ${description ?? ''}`).some((word) => words.has(word));
}

function longWords(text: string): string[] {
  return (text.toLowerCase().match(/\p{L}+/gu) ?? []).filter((word) => word.length > 3);
}

/** The shape every call has: `{"function":{"_name":"…", …arguments}}`. */
function callGrammar(tool: Tool): Grammar {
  const { parameters } = tool;
  const properties =
    typeof parameters === 'object' && parameters !== null && 'properties' in parameters ? parameters.properties : {};
  const call = { properties: { _name: { const: tool.name }, ...(properties as Record<string, unknown> | null) } };
  return { kind: 'json', value: { properties: { function: call } } };
}
