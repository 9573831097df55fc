// deno-lint-ignore-file no-console
/**
 * Checks that every import follows the table in `arrows.ts`, and what production brings along.
 *
 * `deno run --allow-read=. tools/check_arrows.ts [FOLDER]` prints each wrong arrow and exits with 1.
 */
import { allowedIn, placeOf, PLACES, PRODUCTION } from "./arrows.ts";
import { findImports, type Import } from "./imports.ts";

const SOURCE = /\.[cm]?[jt]sx?$/;
const NOT_OURS = new Set(["node_modules", "dist"]);

/** An import of a file of ours (`path`) or of a package (`package`). */
interface Arrow extends Import {
  path?: string;
  package?: string;
}

/** The arrows of every source file below `root`, by its path. */
export async function readArrows(root: string): Promise<Map<string, Arrow[]>> {
  const arrows = new Map<string, Arrow[]>();
  for (const path of (await sources(root, "")).sort()) {
    const imports = findImports(await Deno.readTextFile(`${root}/${path}`));
    arrows.set(path, imports.map((one) => ({ ...one, ...target(path, one.specifier) })));
  }
  return arrows;
}

async function sources(root: string, folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(`${root}/${folder}`)) {
    if (name.startsWith(".") || NOT_OURS.has(name)) continue;
    if (isDirectory) found.push(...await sources(root, `${folder}${name}/`));
    else if (SOURCE.test(name)) found.push(folder + name);
  }
  return found;
}

function target(from: string, specifier?: string): Pick<Arrow, "path" | "package"> {
  if (specifier === undefined) return {};
  if (/^\.{0,2}\//.test(specifier)) {
    const { pathname } = new URL(specifier, `file:///project/${from}`);
    return { path: pathname.replace(/^\/project\//, "") };
  }
  const bare = specifier.replace(/^npm:\/?/, "");
  return { package: /^(@[^/]+\/)?[^/@]+/.exec(bare)?.[0] ?? bare };
}

/** The wrong arrows of a project, one a line; empty where there are none. */
export async function checkArrows(root: string): Promise<string[]> {
  const arrows = await readArrows(root);
  const wrong = [...arrows].flatMap(([path, imports]) => checkFile(path, imports));
  return [...wrong, ...checkProduction(arrows)];
}

function checkFile(path: string, imports: readonly Arrow[]): string[] {
  const place = placeOf(path);
  if (!place) return [`${path}: its place is not in the table of tools/arrows.ts`];
  const { may = [], mayTypes = [], everything, data } = PLACES[place]!;
  if (data) return [`${path}: ${place} ${allowedIn(place)}`];
  if (everything) return [];
  const allowed = [place, ...may];
  return imports.flatMap(({ path: to, package: bought, specifier, line, typeOnly }) => {
    if (bought) return [];
    if (specifier === undefined) {
      return [
        `${path}:${line} imports what it computes; write the path, so that it can be checked`,
      ];
    }
    if (to && allowed.some((one) => isIn(to, one))) return [];
    if (to && mayTypes.includes(to)) {
      return typeOnly ? [] : [`${path}:${line} imports ${to}; of that only by \`import type\``];
    }
    return [`${path}:${line} imports ${to}; ${place} ${allowedIn(place)}`];
  });
}

/** A folder in the table stands for all in it, except what has a line of its own. */
function isIn(path: string, place: string): boolean {
  return path === place || placeOf(path) === place;
}

/** All files that `entries` import, however indirectly, each with the way to it. */
export function reach(
  entries: readonly string[],
  arrows: ReadonlyMap<string, readonly Arrow[]>,
): Map<string, string[]> {
  const ways = new Map(entries.map((entry) => [entry, [entry]]));
  for (const [path, way] of ways) {
    for (const { path: to } of arrows.get(path) ?? []) {
      if (to && !ways.has(to)) ways.set(to, [...way, to]);
    }
  }
  return ways;
}

/** Reports what must not come along with what production imports, with the way to it. */
function checkProduction(arrows: ReadonlyMap<string, readonly Arrow[]>): string[] {
  const { entries, withoutPlaces, withoutPackages } = PRODUCTION;
  const isOut = (path = "") => withoutPlaces.some((place) => path.startsWith(place));
  return [...reach(entries, arrows)].filter(([path]) => !isOut(path)).flatMap(([path, way]) =>
    (arrows.get(path) ?? [])
      .filter(({ path: to, package: bought = "" }) => isOut(to) || withoutPackages.includes(bought))
      .map(({ path: to, package: bought, line }) =>
        `${path}:${line} imports ${to ?? bought}, which has no place in production; ` +
        `the way there: ${way.join(" → ")}`
      )
  );
}

if (import.meta.main) {
  const wrong = await checkArrows(Deno.args[0] ?? ".");
  for (const line of wrong) console.error(line);
  if (wrong.length > 0) {
    console.error(wrong.length === 1 ? "1 wrong arrow" : `${wrong.length} wrong arrows`);
    Deno.exit(1);
  }
  console.log("Every import follows the table in tools/arrows.ts");
}
