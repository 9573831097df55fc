import assert from "node:assert/strict";
import { testApp } from "../kit/app.ts";

Deno.test("the public routes are described from the schemas that check them", async () => {
  await using app = await testApp();
  const document = await (await app.ask("/api/openapi.json")).json();
  assert.match(document.openapi, /^3\.1/);
  assert.deepEqual(Object.keys(document.paths).sort(), [
    "/api/calls",
    "/api/calls/current",
    "/api/calls/{callId}",
    "/api/calls/{callId}/end",
    "/api/calls/{callId}/join",
    "/api/care-plan",
    "/api/care-plan/end",
    "/api/chat",
    "/api/chat/{generationId}/cancel",
    "/api/chat/{generationId}/events",
    "/api/exports/{token}",
    "/api/gifts",
    "/api/incognito",
    "/api/invoices",
    "/api/invoices/{id}",
    "/api/invoices/{id}/cancel",
    "/api/invoices/{id}/check",
    "/api/invoices/{id}/refund",
    "/api/knowledge/documents",
    "/api/knowledge/documents/{id}",
    "/api/knowledge/documents/{id}/undo",
    "/api/knowledge/passages/{chunkId}",
    "/api/lessons",
    "/api/lessons/{course}/{lesson}",
    "/api/lessons/{course}/{lesson}/answer",
    "/api/me",
    "/api/me/erasure",
    "/api/me/export",
    "/api/memory",
    "/api/memory/facts/{id}",
    "/api/memory/facts/{id}/restore",
    "/api/memory/facts/{id}/source",
    "/api/memory/search",
    "/api/notices",
    "/api/notices/{id}/seen",
    "/api/plans",
    "/api/promo",
    "/api/quotes",
    "/api/referral",
    "/api/sale",
    "/api/session",
    "/api/settings",
    "/api/subscription",
    "/api/subscription/cancel",
    "/api/subscription/resume",
    "/api/trial",
    "/api/write-access",
  ]);
  const message = document.components.schemas.ChatRequest.properties.message;
  assert.deepEqual([message.minLength, message.maxLength], [1, 4096]);
  for (const [path, operations] of Object.entries<Record<string, unknown>>(document.paths)) {
    for (const method of Object.keys(operations)) {
      const url = path.replaceAll(/\{\w+\}/g, "unknown");
      const { status, body } = await app.ask(url, { method: method.toUpperCase() });
      // The address of an export is all that one needs to have.
      const refused = path === "/api/exports/{token}" ? 404 : 401;
      assert.equal(status, refused, `${method} ${path} exists and asks who is there`);
      await body?.cancel();
    }
  }
});
