import { rehearseConnection } from "../rehearsal.ts";

// It throws where nothing opens or ends; the test runner sees what it would leave open.
Deno.test("a rehearsed connection opens and ends like a real one, and leaves nothing behind", async () => {
  await rehearseConnection();
  await rehearseConnection();
});
