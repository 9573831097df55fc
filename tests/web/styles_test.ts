/** The style sheets of screens are loaded apart, so that none may change what another says. */
import assert from "node:assert/strict";

const STYLES = new URL("../../web/src/styles/", import.meta.url);

/** The classes that a sheet describes wherever they stand, such as `.tag { … }`. */
async function describedIn(sheet: string): Promise<Set<string>> {
  const css = (await Deno.readTextFile(new URL(sheet, STYLES))).replace(/\/\*.*?\*\//gs, "");
  const selectors = [...css.matchAll(/([^{};]+)\{/g)].flatMap(([, list]) =>
    list!.split(/,(?![^(]*\))/)
  );
  return new Set(selectors.map((one) => one.trim()).filter((one) => /^\.[\w-]+$/.test(one)));
}

Deno.test("a class looks the same, whichever screens were opened before", async () => {
  const owners = new Map<string, string>();
  for await (const { name: sheet } of Deno.readDir(STYLES)) {
    for (const name of await describedIn(sheet)) {
      assert.equal(owners.get(name) ?? sheet, sheet, `${name} is described twice`);
      owners.set(name, sheet);
    }
  }
  assert(owners.size > 100, "expected the classes of all screens");
});
