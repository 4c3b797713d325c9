const DEEPEST = 64;
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]:]/g;

/** A text that is no JSON, or JSON that could be read in two ways. */
export class JsonFault extends Error {}

/**
 * The value of a JSON text. Unlike the parser of the language it refuses an object that names a key twice, of which one
 * would be lost, and nesting that could exhaust whoever walks through it.
 * @throws JsonFault
 */
export function strictJson(text: string): unknown {
  const value = parsed(text);
  const open: (Set<string> | null)[] = [];
  let last = '';
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === '{' || token === '[') open.push(token === '{' ? new Set() : null);
    else if (token === '}' || token === ']') open.pop();
    else if (token !== ':') last = token;
    else addKey(open.at(-1), JSON.parse(last));
    if (open.length > DEEPEST) throw new JsonFault(`it is nested more than ${DEEPEST} deep`);
  }
  return value;
}

function addKey(keys: Set<string> | null | undefined, key: string): void {
  if (keys?.has(key))
    throw new JsonFault(`the key ${JSON.stringify(key.slice(0, 100))} stands twice in one object`);
  keys?.add(key);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const writesNaN = /[:[,]\s*-?(NaN|Infinity)\b/.test(text) ? '; JSON has no NaN and no Infinity' : '';
    throw new JsonFault(`it is no JSON (${(error as Error).message.slice(0, 120)})${writesNaN}`);
  }
}
