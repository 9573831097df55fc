import assert from "node:assert/strict";
import { productionPackages, trimmed } from "../../tools/trim_imports.ts";

Deno.test("what production does not import is left out, subpaths stay with their package", () => {
  const config = {
    nodeModulesDir: "auto",
    workspace: ["./web"],
    imports: {
      "grammy": "npm:grammy@1/web",
      "grammy/types": "npm:grammy@1/types",
      "@google/genai": "npm:@google/genai@3",
      "vite": "npm:vite@8",
    },
  };
  assert.deepEqual(trimmed(config, new Set(["grammy", "@google/genai"])), {
    nodeModulesDir: "auto",
    imports: {
      "grammy": "npm:grammy@1/web",
      "grammy/types": "npm:grammy@1/types",
      "@google/genai": "npm:@google/genai@3",
    },
  });
});

Deno.test("the service's packages are found, and those of the tests are not among them", async () => {
  const packages = await productionPackages(new URL("../../", import.meta.url).pathname);
  for (const name of ["hono", "grammy", "@google/genai", "zod"]) {
    assert.ok(packages.has(name), name);
  }
  for (const name of ["vite", "fast-check"]) assert.ok(!packages.has(name), name);
});
