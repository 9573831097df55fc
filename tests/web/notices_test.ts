import assert from "node:assert/strict";
import type { NoticeView } from "../../routes/schemas.ts";
import { type Api, ApiError } from "../../web/src/api.ts";
import { createNotices } from "../../web/src/notices/state.ts";

function setUp() {
  const service = {
    notices: [{ id: "a/1", text: "Pro закончится завтра.", at: 1 }] as NoticeView[],
    refusal: null as ApiError | null,
    seen: [] as string[],
  };
  const api: Api = {
    send(path) {
      if (service.refusal) return Promise.reject(service.refusal);
      service.seen.push(path);
      return Promise.resolve(new Response(null, { status: 204 }));
    },
    json<T>() {
      if (service.refusal) return Promise.reject(service.refusal);
      return Promise.resolve({ notices: service.notices } as T);
    },
  };
  return { notices: createNotices({ api }), service };
}

Deno.test("what could not be sent is shown until it is seen, and the service is told", async () => {
  const { notices, service } = setUp();
  await notices.load();
  assert.deepEqual(notices.unseen.value, service.notices);
  await notices.seen();
  assert.deepEqual(notices.unseen.value, []);
  assert.deepEqual(service.seen, ["/api/notices/a%2F1/seen"]);
});

Deno.test("what was put away does not come back while the service does not know it", async () => {
  const { notices, service } = setUp();
  await notices.load();
  service.refusal = new ApiError(0, "offline", "");
  await notices.seen();
  await notices.load();
  assert.deepEqual(notices.unseen.value, []);
  service.refusal = null;
  service.notices = [...service.notices, { id: "b", text: "Pro закончился.", at: 2 }];
  await notices.load();
  assert.deepEqual(notices.unseen.value.map(({ id }) => id), ["b"]);
});
