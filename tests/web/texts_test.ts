import assert from "node:assert/strict";
import { createTexts, pickLanguage } from "../../web/src/i18n.ts";

const LOCALES = new URL("../../locales/", import.meta.url);

/** The texts of the Mini App in a language: those of the first load, and those of each screen. */
function textsIn(language: "ru" | "en"): string {
  const ending = `.${language}.ftl`;
  const names = [...Deno.readDirSync(LOCALES)].map(({ name }) => name)
    .filter((name) => name.startsWith("app.") && name.endsWith(ending))
    .map((name) => name.slice(0, -ending.length));
  return names.sort().map((name) => Deno.readTextFileSync(new URL(name + ending, LOCALES)))
    .join("\n");
}

const sources = { ru: textsIn("ru"), en: textsIn("en") };
const idsOf = (source: string) =>
  [...source.matchAll(/^([a-z][\w-]*) =/gm)].map((match) => match[1]!);

Deno.test("both languages have the same texts, each once", () => {
  assert.deepEqual(idsOf(sources.ru), idsOf(sources.en));
  assert.equal(new Set(idsOf(sources.ru)).size, idsOf(sources.ru).length);
});

async function* sourceFiles(folder: URL): AsyncGenerator<URL> {
  for await (const entry of Deno.readDir(folder)) {
    const url = new URL(entry.isDirectory ? `${entry.name}/` : entry.name, folder);
    if (entry.isDirectory) yield* sourceFiles(url);
    else if (/\.tsx?$/.test(entry.name)) yield url;
  }
}

Deno.test("every text the app asks for is there, and none is left over", async () => {
  const known = idsOf(sources.ru), used = new Set<string>();
  for await (const file of sourceFiles(new URL("../../web/src/", import.meta.url))) {
    const code = await Deno.readTextFile(file);
    for (const [, id] of code.matchAll(/["`](app-[\w-]+)["`]/g)) {
      assert.ok(known.includes(id!), `${id} in ${file.pathname.split("/web/")[1]}`);
      used.add(id!);
    }
    for (const [, start] of code.matchAll(/`(app-[\w-]*)\$\{/g)) {
      // `app-${kind}` names what is measured; a longer start names its whole family.
      const family = start === "app-"
        ? ["app-calls", "app-call_minutes", "app-messages", "app-failed", "app-broken"]
        : known.filter((id) => id.startsWith(start!));
      assert.ok(family.length > 0, `${start}… in ${file.pathname.split("/web/")[1]}`);
      family.forEach((id) => used.add(id));
    }
  }
  assert.deepEqual(known.filter((id) => !used.has(id)), []);
});

Deno.test("Russian counts as Russian does", () => {
  const t = createTexts("ru", sources.ru);
  const left = (count: number) => t("app-left-messages", { left: count });
  assert.equal(left(12), "Осталось 12 сообщений");
  assert.equal(left(21), "Осталось 21 сообщение");
  assert.equal(left(3), "Осталось 3 сообщения");
  assert.equal(left(0), "Сообщения на сегодня закончились");
});

Deno.test("no exclamation marks, and nothing is left unformatted", () => {
  for (const source of Object.values(sources)) assert.ok(!source.includes("!"));
  const t = createTexts("en", sources.en);
  const profile = { conversations: t("app-conversations", { count: 1 }), plan: "Free" };
  assert.equal(t("app-profile", profile), "1 conversation · Free\u00a0plan");
});

Deno.test("a missing text shows its id", () => {
  assert.equal(createTexts("ru", "a = б")("app-none"), "app-none");
});

Deno.test("Russian for those who read it, English for the others", () => {
  for (const code of ["ru", "ru-RU", "uk", "be", "kk", "RU"]) {
    assert.equal(pickLanguage(code), "ru");
  }
  for (const code of ["en", "de", "rum", "", undefined]) assert.equal(pickLanguage(code), "en");
});
