/** JSON as a text, for where its spelling matters: what is signed is the text, not its meaning. */

/** Every token of a JSON text: strings, brackets, commas and colons, numbers and names. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/** A member of the outermost object: what lies between two commas. */
interface TextMember {
  name: string;
  from: number;
  to: number;
}

/**
 * Cuts a member out of the outermost object of a JSON text, with the comma that goes with it.
 *
 * Everything else stays as it is spelt. Undefined where the text is no object, or has that member
 * never or more than once. The text must be one that `JSON.parse` reads.
 */
export function withoutMember(text: string, name: string): string | undefined {
  const members = membersOf(text);
  const named = members.filter((member) => member.name === name);
  const [member] = named;
  if (!member || named.length > 1) return undefined;
  const index = members.indexOf(member);
  const [before, after] = [members[index - 1], members[index + 1]];
  const from = before ? before.to : member.from;
  const to = before || !after ? member.to : after.from;
  return text.slice(0, from) + text.slice(to);
}

/**
 * The text as PHP's `json_encode` writes what it means, with `JSON_UNESCAPED_UNICODE`: no spaces,
 * slashes escaped, letters not. Numbers stay as they are spelt.
 *
 * https://www.php.net/manual/en/json.constants.php
 */
export function asPhpWrites(text: string): string {
  return (text.match(TOKEN) ?? []).map((token) =>
    token.startsWith('"') ? phpString(JSON.parse(token)) : token
  ).join("");
}

function phpString(words: string): string {
  return JSON.stringify(words)
    .replaceAll("/", "\\/")
    .replaceAll("\u2028", "\\u2028")
    .replaceAll("\u2029", "\\u2029");
}

function membersOf(text: string): TextMember[] {
  const members: TextMember[] = [];
  let depth = 0;
  let expectsName = false;
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    if (depth === 0 && token !== "{") return [];
    const end = index + token.length;
    if (token === "{" || token === "[") {
      depth += 1;
      expectsName = depth === 1;
    } else if (token === "}" || token === "]") {
      depth -= 1;
    } else if (depth === 1 && token === ",") {
      expectsName = true;
      continue;
    } else if (expectsName) {
      members.push({ name: JSON.parse(token), from: index, to: end });
      expectsName = false;
      continue;
    }
    const last = members.at(-1);
    if (last && depth >= 1) last.to = end;
  }
  return members;
}
