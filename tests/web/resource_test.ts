import assert from "node:assert/strict";
import { type Api, ApiError } from "../../web/src/api.ts";
import { createResource } from "../../web/src/payments/resource.ts";

Deno.test("what is known stays when it cannot be read again, and readings that overlap are one", async () => {
  const answers: (number | ApiError)[] = [1, new ApiError(500, "internal", "", "r"), 2];
  let asked = 0;
  const api: Pick<Api, "json"> = {
    json<T>() {
      const answer = answers[asked++]!;
      return answer instanceof ApiError
        ? Promise.reject(answer)
        : Promise.resolve({ value: answer } as T);
    },
  };
  const resource = createResource(api, "/api/x", ({ value }: { value: number }) => value);
  await Promise.all([resource.load(), resource.load()]);
  assert.deepEqual([resource.value.value, asked], [1, 1]);
  await resource.load();
  assert.deepEqual([resource.value.value, resource.failure.value?.requestId], [1, "r"]);
  await resource.load();
  assert.deepEqual([resource.value.value, resource.failure.value], [2, null]);
  resource.set(3);
  assert.equal(resource.value.value, 3);
});
