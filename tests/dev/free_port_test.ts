import assert from "node:assert/strict";
import { freePort } from "../../dev/free_port.ts";

Deno.test("a free port can be listened on, and is none that the system gives out", () => {
  for (let number = 0; number < 20; number++) {
    const port = freePort("127.0.0.1");
    assert.ok(port >= 20_000 && port < 32_000);
    Deno.listen({ hostname: "127.0.0.1", port }).close();
  }
});
