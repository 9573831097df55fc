import assert from "node:assert/strict";
import { checkArrows } from "../../tools/check_arrows.ts";

/** A small project in which every arrow is right. */
const GOOD: Record<string, string> = {
  "main.ts": `import { createApp } from "./app.ts";
import { readConfig } from "./config.ts";
import { configureLog } from "./log.ts";
import { openKv } from "./db/open.ts";`,
  "app.ts": `import { Hono } from "hono";
import { meRoutes } from "./routes/me.ts";
import { createGemini } from "./clients/gemini.ts";
const bot = await import("./bot/mod.ts");`,
  "config.ts": `export { ConfigError } from "./config/problems.ts";`,
  "config/problems.ts": `import type { Config } from "../config.ts";`,
  "log.ts": `import { configure } from "@logtape/logtape";`,
  "domain/member.ts": `import type { Language } from "./community.ts";`,
  "domain/community.ts": `export type Language = "ru" | "en";`,
  "db/open.ts": `import type { Member } from "../domain/member.ts";`,
  "services/members.ts": `import { openKv } from "../db/open.ts";
import { searchTool } from "./tools/search.ts";`,
  "services/ports.ts": `export interface Clock {}`,
  "services/tools/search.ts": `import type { Clock } from "../ports.ts";`,
  "clients/gemini.ts": `import type { Clock } from "../services/ports.ts";`,
  "routes/me.ts": `import { createMembers } from "../services/members.ts";`,
  "routes/schemas.ts": `import { z } from "zod";`,
  "bot/mod.ts": `import { Bot } from "grammy";`,
  "cli/main.ts": `import { openKv } from "../db/open.ts";
import { member } from "./member.ts";`,
  "cli/member.ts": `import { createMembers } from "../services/members.ts";`,
  "web/src/api.ts": `import type { Me } from "../../routes/schemas.ts";
import ru from "../../locales/ru.ftl" with { type: "text" };
import "./style.css";`,
  "agent/main.ts": `import type { Me } from "../routes/schemas.ts";`,
  "dev/main.ts": `import { createApp } from "../app.ts";
import { build } from "vite";`,
  "tests/app_test.ts": `import "../dev/main.ts";`,
  "bench/me.ts": `import "../tests/app_test.ts";`,
  "tools/build.ts": `import { build } from "vite";`,
  "node_modules/one/mod.ts": `import "../../dev/main.ts";`,
  "web/dist/app.js": `import "../../dev/main.ts";`,
};

/** What the check says about the good project with other files; null takes one away. */
async function check(changes: Record<string, string>): Promise<string[]> {
  const root = await Deno.makeTempDir();
  try {
    for (const [path, text] of Object.entries({ ...GOOD, ...changes })) {
      await Deno.mkdir(`${root}/${path}`.replace(/\/[^/]*$/, ""), { recursive: true });
      await Deno.writeTextFile(`${root}/${path}`, text);
    }
    return await checkArrows(root);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

Deno.test("a project in which every arrow is right", async () => {
  assert.deepEqual(await check({}), []);
});

const WRONG: [title: string, path: string, text: string, expected: string][] = [
  [
    "domain imports nothing of ours, not even types",
    "domain/promo.ts",
    `\nimport type { Member } from "../db/open.ts";`,
    "domain/promo.ts:2 imports db/open.ts; domain/ may import nothing of ours",
  ],
  [
    "a client knows the ports and no other service",
    "clients/telegram.ts",
    `import { Clock } from "../services/ports.ts";
import {
  createMembers,
} from "../services/members.ts";`,
    "clients/telegram.ts:2 imports services/members.ts; clients/ may import domain/, services/ports.ts",
  ],
  [
    "a route goes through a service",
    "routes/plans.ts",
    `export * from "../db/open.ts";`,
    "routes/plans.ts:1 imports db/open.ts; routes/ may import services/, domain/",
  ],
  [
    "an arrow is an arrow when it is dynamic",
    "services/late.ts",
    `\n\nconst { Bot } = await import("../bot/mod.ts");`,
    "services/late.ts:3 imports bot/mod.ts; services/ may import domain/, db/",
  ],
  [
    "and when it hides in a type",
    "db/late.ts",
    `type Bot = import("../bot/mod.ts").Bot;`,
    "db/late.ts:1 imports bot/mod.ts; db/ may import domain/",
  ],
  [
    "a path that is computed cannot be checked",
    "services/late.ts",
    "const one = await import(`../${name}.ts`);",
    "services/late.ts:1 imports what it computes; write the path, so that it can be checked",
  ],
  [
    "the Mini App takes types of the routes and leaves their code",
    "web/src/me.ts",
    `import { type Me } from "../../routes/schemas.ts";`,
    "web/src/me.ts:1 imports routes/schemas.ts; of that only by `import type`",
  ],
  [
    "types of one file of the routes only",
    "agent/job.ts",
    `import type { Routes } from "../routes/me.ts";`,
    "agent/job.ts:1 imports routes/me.ts; agent/ may import domain/, types of routes/schemas.ts",
  ],
  [
    "app.ts does not know main.ts",
    "app.ts",
    `import "./main.ts";`,
    "app.ts:1 imports main.ts; app.ts may import config.ts, config/, domain/, db/, services/, clients/, " +
    "routes/, bot/, app/, cron.ts, locales/",
  ],
  [
    "the log is set up at the top",
    "services/log.ts",
    `import "../log.ts";`,
    "services/log.ts:1 imports log.ts; services/ may import domain/, db/",
  ],
  [
    "only the entry of the commands wires parts",
    "cli/member.ts",
    `import "../db/open.ts";`,
    "cli/member.ts:1 imports db/open.ts; cli/ may import services/, domain/",
  ],
  ["the pack is data", "community/plans.ts", "", "community/plans.ts: community/ holds no source"],
  [
    "a new folder is put into the table first",
    "helpers/all.ts",
    "",
    "helpers/all.ts: its place is not in the table of tools/arrows.ts",
  ],
];

for (const [title, path, text, expected] of WRONG) {
  Deno.test(title, async () => assert.deepEqual(await check({ [path]: text }), [expected]));
}

Deno.test("a stand-in does not come into production, and the way it came is shown", async () => {
  const found = await check({
    "bot/mod.ts": `import "./demo.ts";`,
    "bot/demo.ts": `import "../dev/main.ts";`,
  });
  assert.deepEqual(found, [
    "bot/demo.ts:1 imports dev/main.ts; bot/ may import services/, domain/",
    "bot/demo.ts:1 imports dev/main.ts, which has no place in production; " +
    "the way there: main.ts → app.ts → bot/mod.ts → bot/demo.ts",
  ]);
});

Deno.test("neither does a package of the tests, under any spelling", async () => {
  for (const specifier of ["vite", "vite/client", "npm:vite@8", "npm:/vite@8/client"]) {
    const found = await check({ "services/ports.ts": `import type { A } from "${specifier}";` });
    assert.equal(found.length, 1, specifier);
    assert.match(
      found[0]!,
      /^services\/ports\.ts:1 imports vite, which has no place in production/,
    );
  }
});

Deno.test("words that only look like imports are left alone", async () => {
  const text = `// const a = await import("../bot/mod.ts");
/**
 * import("../bot/mod.ts") would be wrong here
 */
export const from = "./bot/mod.ts";
export function important(text: string) { return text + "from '../bot/mod.ts'"; }
const here = import.meta.url;`;
  assert.deepEqual(await check({ "domain/words.ts": text }), []);
});
