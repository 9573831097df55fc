import { EVENT_ID, getScalarValue, parseEvents } from "js-yaml";

/** Finds the line, from 1, on which the field of a path stands in a YAML text that can be read. */
export function linesOf(text: string): (path: readonly PropertyKey[]) => number {
  const starts = startsOf(text);
  const lineAt = (offset: number) => text.slice(0, offset).split("\n").length;
  return (path) => {
    for (let length = path.length; length > 0; length--) {
      const start = starts.get(JSON.stringify(path.slice(0, length)));
      if (start !== undefined) return lineAt(start);
    }
    return 1;
  };
}

/** An open list or group of fields while the text is walked. */
interface Open {
  path: PropertyKey[];
  kind: "document" | "list" | "group";
  /** Items so far. */
  count: number;
  /** The field whose value comes next. */
  key?: string;
}

function startsOf(text: string): Map<string, number> {
  const starts = new Map<string, number>();
  const open: Open[] = [];

  /** Where a value that begins here belongs. */
  const place = (offset: number): PropertyKey[] => {
    const parent = open.at(-1);
    if (!parent || parent.kind === "document") return [];
    const step = parent.kind === "list" ? parent.count++ : parent.key ?? "";
    parent.key = undefined;
    const path = [...parent.path, step];
    const name = JSON.stringify(path);
    if (!starts.has(name)) starts.set(name, offset);
    return path;
  };
  for (const event of parseEvents(text, {})) {
    if (event.type === EVENT_ID.DOCUMENT) open.push({ path: [], kind: "document", count: 0 });
    else if (event.type === EVENT_ID.POP) open.pop();
    else if (event.type === EVENT_ID.SEQUENCE || event.type === EVENT_ID.MAPPING) {
      const kind = event.type === EVENT_ID.SEQUENCE ? "list" : "group";
      open.push({ path: place(event.start), kind, count: 0 });
    } else if (event.type === EVENT_ID.SCALAR) {
      const parent = open.at(-1);
      if (parent?.kind !== "group" || parent.key !== undefined) {
        place(event.valueStart);
        continue;
      }
      parent.key = getScalarValue(text, event);
      starts.set(JSON.stringify([...parent.path, parent.key]), event.valueStart);
    } else place(event.anchorStart);
  }
  return starts;
}
