/** What Deno reads before the first line of `main.ts` runs: each file more makes a start longer. */
import assert from "node:assert/strict";

const ROOT = new URL("../", import.meta.url);

/** What the first answers need of these; the rest is to be imported by `later`. */
const NEEDED: Record<string, string[]> = {
  "app/": [],
  "bot/": [],
  "db/": ["db/keys.ts", "db/open.ts"],
  "services/": ["services/health.ts", "services/texts.ts"],
};

interface Graph {
  modules: {
    specifier: string;
    dependencies?: { code?: { specifier?: string } }[];
  }[];
}

Deno.test("a start reads what the first answers need, and nothing of what members ask", async () => {
  const read = await readAtStart("main.ts");
  assert.ok(read.includes("app.ts"));
  for (const [place, needed] of Object.entries(NEEDED)) {
    assert.deepEqual(read.filter((path) => path.startsWith(place)).sort(), needed, place);
  }
});

/** The files of ours that a program imports, as Deno sees it; those only of types are not read. */
async function readAtStart(program: string): Promise<string[]> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", program],
    cwd: ROOT,
  }).output();
  const { modules } = JSON.parse(new TextDecoder().decode(stdout)) as Graph;
  const known = new Map(modules.map((module) => [module.specifier, module]));
  const read = new Set([new URL(program, ROOT).href]);
  for (const specifier of read) {
    for (const { code } of known.get(specifier)?.dependencies ?? []) {
      if (code?.specifier?.startsWith(ROOT.href)) read.add(code.specifier);
    }
  }
  return [...read].map((specifier) => specifier.slice(ROOT.href.length));
}
