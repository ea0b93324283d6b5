import { anything, array, type Decode, JsonDataError, string, untagged } from '../serde/decode.ts';
import { StructReader } from '../serde/struct-reader.ts';

/** One message as the template sees it: its parts are joined, an image is a Markdown link, tool calls are their JSON. */
export interface ChatMessage {
  readonly role: string;
  readonly content: string;
}

const contentPart: Decode<string> = (node, path) => {
  const fields = new StructReader(node, path, 'MessageChunk');
  const type = fields.required('type', string);
  if (type === 'text') return fields.required('text', string);
  if (type === 'image_url') return `![](${fields.required('image_url', imageUrl)})`;
  throw new JsonDataError(`unknown variant \`${type}\`, expected \`text\` or \`image_url\``, path, node.end);
};

const imageUrl: Decode<string> = (node, path) => new StructReader(node, path, 'Url').required('url', string);

const joinedParts: Decode<string> = (node, path) => array(contentPart)(node, path).join('');
const content: Decode<string> = untagged('MessageContent', [string, joinedParts]);

const textBody: Decode<string> = (node, path) => new StructReader(node, path, 'Message').required('content', content);

const toolBody: Decode<string> = (node, path) =>
  JSON.stringify(new StructReader(node, path, 'Message').required('tool_calls', array(anything)));

/**
 * `content: null` is refused, unless the version takes `tool_calls` in its place. Content is tried first there, so a
 * message with both loses its calls.
 */
export function chatMessage(mayCallTools: boolean): Decode<ChatMessage> {
  const body = mayCallTools ? untagged('MessageBody', [textBody, toolBody]) : textBody;
  return (node, path) => {
    const fields = new StructReader(node, path, 'Message');
    const role = fields.required('role', string);
    fields.optional('name', string);
    return { role, content: body(node, path) };
  };
}
