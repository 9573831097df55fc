import assert from "node:assert/strict";
import type { AppError } from "../../domain/errors.ts";
import { appRoutes } from "../../routes/static.ts";

const HTML = "<!doctype html><title>Sfera</title>";

async function withApp(
  test: (ask: (path: string, init?: RequestInit) => Promise<Response>) => Promise<void>,
) {
  const folder = await Deno.makeTempDir();
  await Deno.mkdir(`${folder}/assets`);
  await Deno.writeTextFile(`${folder}/index.html`, HTML);
  await Deno.writeTextFile(`${folder}/assets/main-a1b2c3.js`, "export {};");
  await Deno.writeTextFile(`${folder}/assets/main-a1b2c3.js.br`, "as if compressed");
  await Deno.writeTextFile(`${folder}/../secret.txt`, "secret");
  const routes = appRoutes(folder).onError((error, context) =>
    context.text((error as AppError).code, 404)
  );
  await test(async (path, init) => await routes.request(path, init));
  await Deno.remove(folder, { recursive: true });
}

Deno.test("the app is one page at any of its paths, and always fresh", () =>
  withApp(async (ask) => {
    for (const path of ["/app/", "/app/plans", "/app/chat?x=1"]) {
      const response = await ask(path);
      assert.equal(await response.text(), HTML, path);
      assert.equal(response.headers.get("Cache-Control"), "no-cache");
    }
    for (const path of ["/", "/app"]) {
      assert.equal((await ask(path)).headers.get("Location"), "/app/");
    }
  }));

Deno.test("a file whose name carries a hash is kept for a year, and sent compressed", () =>
  withApp(async (ask) => {
    const headers = { "Accept-Encoding": "br" };
    const response = await ask("/app/assets/main-a1b2c3.js", { headers });
    assert.equal(await response.text(), "as if compressed");
    assert.equal(response.headers.get("Content-Encoding"), "br");
    assert.match(response.headers.get("Content-Type")!, /javascript/);
    assert.equal(response.headers.get("Cache-Control"), "public, max-age=31536000, immutable");
  }));

Deno.test("a file that is gone is not found, and nothing outside the folder is served", () =>
  withApp(async (ask) => {
    for (const path of ["/app/assets/old.js", "/app/assets/..%2f..%2fsecret.txt"]) {
      const response = await ask(path);
      assert.deepEqual([response.status, await response.text()], [404, "not_found"], path);
    }
    for (const path of ["/app/../secret.txt", "/app/..%2fsecret.txt"]) {
      assert(!(await (await ask(path)).text()).includes("secret"), path);
    }
  }));
