// Stands in for prettier, whose parsers weigh more than all of our own code: JSON by jsonc-parser,
// GraphQL by its own printer, both of which are in the bundle anyway.

import { parse, print, TokenKind } from 'graphql';
import { applyEdits, format as formatJson } from 'jsonc-parser';

export async function format(text, { parser }) {
  if (parser !== 'jsonc') return formatGraphQL(text);
  return applyEdits(text, formatJson(text, undefined, { insertSpaces: true, tabSize: 2 }));
}

// What the callers pass along for prettier.
export const parsers = {};
export const printers = {};

/** The printer drops comments: those between definitions are kept, and a definition with one inside stays as it is. */
export function formatGraphQL(text) {
  const parts = [];
  let end = 0;
  for (const definition of parse(text).definitions) {
    const { start, end: next } = definition.loc;
    parts.push(text.slice(end, start), hasComment(definition) ? text.slice(start, next) : print(definition));
    end = next;
  }
  parts.push(text.slice(end));
  return `${parts.map((part) => part.trim()).filter(Boolean).join('\n\n')}\n`;
}

function hasComment({ loc: { startToken, endToken } }) {
  for (let token = startToken; token !== endToken; token = token.next) {
    if (token.kind === TokenKind.COMMENT) return true;
  }
  return false;
}
