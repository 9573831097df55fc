/** What the documents say of the project, where a machine can tell whether it is so. */
import assert from "node:assert/strict";
import { VARIABLES } from "../config.ts";
import { headOf, keys } from "../db/keys.ts";
import { PLACES, PRODUCTION } from "../tools/arrows.ts";

const ROOT = new URL("../", import.meta.url);
/** Folders that a machine made. */
const NOT_OURS = new Set(["node_modules", "dist", "data", "shots"]);
/** Variables that the tests read, and no part of production. */
const OF_TESTS = ["CHROMIUM_BIN", "DENOKV_BIN", "DENO_OLD_BIN", "LIVEKIT_SERVER_BIN", "PATH", "CI"];
const read = (path: string) => Deno.readTextFileSync(new URL(path, ROOT));
/** What the agent reads; its settings cannot be imported here, because its packages are its own. */
const OF_AGENT = [...read("agent/settings.ts").matchAll(/"([A-Z]+(?:_[A-Z]+)+)"/g)]
  .map(([, name]) => name!);
const DOCUMENTS = [
  "README.md",
  "CONTRIBUTING.md",
  "CHANGELOG.md",
  ...markdownIn("docs/"),
].map((path) => ({ path, text: read(path) }));
const architecture = read("docs/architecture.md");

function markdownIn(folder: string): string[] {
  return [...Deno.readDirSync(new URL(folder, ROOT))].flatMap(({ name, isDirectory }) => {
    if (isDirectory) return markdownIn(`${folder}${name}/`);
    return name.endsWith(".md") ? [folder + name] : [];
  });
}

for (const { path, text } of DOCUMENTS) {
  Deno.test(`${path}: every link within the project leads somewhere`, async () => {
    const links = [...text.matchAll(/\]\(([^)\s]+)\)|<img src="([^"]+)"/g)]
      .map(([, link, picture]) => link ?? picture!)
      .filter((link) => !/^\w+:/.test(link));
    for (const link of links) {
      const target = new URL(link, new URL(path, ROOT));
      const { hash } = target;
      target.hash = "";
      const info = await Deno.stat(target).catch(() => undefined);
      assert(info, `${link} leads nowhere`);
      if (hash) assert(anchorsOf(await Deno.readTextFile(target)).includes(hash), link);
    }
  });

  Deno.test(`${path}: every task it names exists`, () => {
    const { tasks } = JSON.parse(read("deno.json"));
    for (const [, name] of text.matchAll(/\bdeno task ([a-z][\w-]*)/g)) {
      assert(Object.hasOwn(tasks, name!), `there is no task ${name}`);
    }
  });

  // Decisions also name what was not taken.
  if (/^docs\/decisions\/\d/.test(path)) continue;

  Deno.test(`${path}: every file of the project it names is there`, async () => {
    for (const [, file] of text.matchAll(/`((?:[\w.-]+\/)+[\w.-]*)`/g)) {
      const [top = ""] = file!.split("/", 1);
      if (![...topFolders(), ".ci"].includes(top) || file!.startsWith("web/dist/")) continue;
      const info = await Deno.stat(new URL(file!, ROOT)).catch(() => undefined);
      assert(info, `${file} is not there`);
    }
  });
}

/** The anchors of a document's headings, as its readers on the web make them. */
function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    "#" + heading!.toLowerCase().replace(/[^\p{L}\p{N} -]/gu, "").replaceAll(" ", "-")
  );
}

for (const path of ["README.md", "docs/architecture.md", "CHANGELOG.md"]) {
  Deno.test(`${path}: every variable it names is one that Sfera or its tests read`, () => {
    const known: string[] = [...VARIABLES.map(({ name }) => name), ...OF_AGENT, ...OF_TESTS];
    for (const [, name] of read(path).matchAll(/`([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*)(?:=[^`]*)?`/g)) {
      if (name!.length > 1) assert(known.includes(name!), `${name} is not read by anything`);
    }
  });
}

Deno.test("README.md names every variable that has to be set", () => {
  const needed = VARIABLES.filter((variable) => "required" in variable).map(({ name }) => name);
  for (const name of needed) assert(read("README.md").includes(`\`${name}\``), name);
});

/** The rows of a table in architecture.md that has this heading, each as its cells. */
function tableUnder(heading: string): string[][] {
  const section = architecture.split(`\n## ${heading}\n`)[1]?.split("\n## ")[0] ?? "";
  const lines = section.split("\n").filter((line) => line.startsWith("|")).slice(2);
  assert(lines.length > 0, `expected a table under "${heading}"`);
  return lines.map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
}

const quoted = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, text]) => text!);

function topFolders(): string[] {
  return [...Deno.readDirSync(ROOT)]
    .filter(({ name, isDirectory }) => isDirectory && !name.startsWith(".") && !NOT_OURS.has(name))
    .map(({ name }) => name);
}

Deno.test("the table of places names the folders there are, and no other", () => {
  const named = tableUnder("Places").flatMap(([place]) => quoted(place!));
  const folders = named.filter((place) => place.endsWith("/")).map((place) => place.slice(0, -1));
  assert.deepEqual(folders.sort(), topFolders().sort());
});

Deno.test("the table of places says what tools/arrows.ts says", () => {
  for (const [first = "", , cell = ""] of tableUnder("Places")) {
    const place = quoted(first)[0]!;
    const { may = [], mayTypes = [], everything, data } = PLACES[place]!;
    if (everything) assert.equal(cell, "everything", place);
    else if (data) assert.equal(cell, "no source", place);
    else if (may.length === 0) assert.equal(cell, "nothing of ours", place);
    else assert.deepEqual(quoted(cell).sort(), [...may, ...mayTypes].sort(), place);
  }
});

Deno.test("the table of keys names every key that is written, and no other", () => {
  const made = Object.values(keys).map((make) =>
    (make as (...parts: unknown[]) => Deno.KvKey | { prefix: Deno.KvKey })("generation", 1, "x")
  );
  const nouns = made.map((key) => "prefix" in key ? key.prefix[0] : key[0]);
  const written = new Set([...nouns, headOf(keys.turn("member", 1))![0]]);
  const named = tableUnder("The data").map(([key]) => /\["(\w+)"/.exec(key!)?.[1]);
  assert.deepEqual(named.sort(), [...written].sort());
});

Deno.test("every decision is in the index", () => {
  const index = read("docs/decisions/README.md");
  for (const { name } of Deno.readDirSync(new URL("docs/decisions/", ROOT))) {
    if (name !== "README.md") assert(index.includes(`(${name})`), name);
  }
});

Deno.test("every invariant is shown by a test that is there", async () => {
  for (const [, , cell] of tableUnder("Invariants")) {
    for (const file of quoted(cell!)) await Deno.stat(new URL(file, ROOT));
  }
});

/** What a stage of the Dockerfile copies from the project. */
function copiedInto(stage: string): string[] {
  const lines = read("Dockerfile").split(/^FROM /m).find((part) => part.includes(` AS ${stage}\n`));
  assert(lines, `there is no stage ${stage}`);
  return [...lines.matchAll(/^COPY (?!--from)(.+) \S+$/gm)]
    .flatMap(([, names]) => names!.split(" ").map((name) => name.replace(/^\.\//, "")));
}

Deno.test("the image of the agent holds what it imports, and nothing else", () => {
  assert.deepEqual(
    copiedInto("agent").sort(),
    ["agent", ...PLACES["agent/"]!.may!.map((place) => place.replace(/\/$/, ""))].sort(),
  );
  const allowed = read(".dockerignore").split("\n");
  for (const line of ["!agent/", "agent/sim/", "agent/tests/"]) {
    assert(allowed.includes(line), line);
  }
});

Deno.test("the image holds every place that production starts from", () => {
  const copied = copiedInto("service");
  const places = PRODUCTION.entries.flatMap((entry) => PLACES[entry]!.may ?? [])
    .flatMap((place) => [place, ...PLACES[place]?.may ?? []]);
  const allowed = read(".dockerignore").split("\n");
  for (const place of new Set(places)) {
    assert(copied.includes(place.split("/")[0]!), `${place} is not copied into the image`);
    const name = place.includes("/") ? `${place.split("/")[0]}/` : place;
    assert(allowed.includes(`!${name}`), `${place} is kept out of the image`);
  }
});
