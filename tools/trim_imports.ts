/**
 * Takes from `deno.json` every package that production does not import, and the workspace, so that
 * an image installs no more than the service needs.
 *
 * `deno run --allow-read=. --allow-write=deno.json tools/trim_imports.ts`, in a copy of the project.
 */
import { PRODUCTION } from "./arrows.ts";
import { reach, readArrows } from "./check_arrows.ts";

interface DenoConfig {
  imports: Record<string, string>;
  workspace?: string[];
}

/** The configuration without what none of `packages` needs; subpaths stay with their package. */
export function trimmed(
  { workspace: _, ...config }: DenoConfig,
  packages: ReadonlySet<string>,
): DenoConfig {
  const kept = Object.entries(config.imports).filter(([name]) =>
    packages.has(/^(@[^/]+\/)?[^/]+/.exec(name)![0])
  );
  return { ...config, imports: Object.fromEntries(kept) };
}

/** The names of the packages that production imports. */
export async function productionPackages(root: string): Promise<Set<string>> {
  const arrows = await readArrows(root);
  const files = [...reach(PRODUCTION.entries, arrows).keys()];
  return new Set(
    files.flatMap((path) => arrows.get(path) ?? []).flatMap((arrow) => arrow.package ?? []),
  );
}

if (import.meta.main) {
  const config = JSON.parse(await Deno.readTextFile("deno.json"));
  const left = trimmed(config, await productionPackages("."));
  await Deno.writeTextFile("deno.json", `${JSON.stringify(left, null, 2)}\n`);
}
