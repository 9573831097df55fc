/** Every reason for which there is no call, and the way on from there. */
import assert from "node:assert/strict";
import type { Me } from "../../routes/schemas.ts";
import { callTest, useCalls } from "./call_kit.ts";
import { CALL_WORDS } from "./call_words.ts";
import type { Caller } from "./caller.ts";
import { browserTest, startBox, visit } from "./kit.ts";
import { lookAt } from "./looks.ts";
import { openAlone } from "./mini_app.ts";
import { WORDS } from "./words.ts";

/** How long somebody who takes the call is waited for, and what a slow machine adds, in ms. */
const NO_AGENT = 3_000, SLACK = 30_000;

useCalls({ agent: false, times: { noAgent: NO_AGENT } });

for (
  const { language, scheme } of [
    { language: "ru", scheme: "light" },
    { language: "en", scheme: "dark" },
  ] as const
) {
  callTest(`every reason for no call has its way on (${language}, ${scheme})`, async (stage) => {
    await using caller = await stage.visits({ language, scheme, microphone: false });
    const { app, page, words } = caller;
    const look = (name: string) => lookAt(app, page, `call-${name}`, { language, scheme });

    // The app's one look for a call that was left on comes late, and sees the call of the tap.
    const given = page.waitForResponse((response) => response.url().endsWith("/api/calls"));
    await page.route("**/api/calls/current", async (route) => {
      await given;
      await route.continue();
    });
    const before = await callsLeft(caller);
    await app.button(words.orb).click();
    await app.heading(words.denied).waitFor();
    await app.shows(words.step);
    await look("denied");
    await caller.visit.context.grantPermissions(["microphone"]);
    await app.button(app.words.retry).click();
    const tappedAt = performance.now();
    await app.shows(words.why.no_agent);
    await app.shows(words.free);
    const waited = performance.now() - tappedAt;
    assert(waited < NO_AGENT + SLACK, `it was said after ${waited} ms`);
    assert.equal(await callsLeft(caller), before);
    await look("no-agent");

    await page.route("**/api/calls", (route) =>
      route.fulfill({
        status: 402,
        json: {
          error: {
            code: "allowance_exhausted",
            message: "",
            requestId: "r",
            details: { kind: "calls", limit: 3, resetsAt: Date.now() + 40 * 3_600_000 },
          },
        },
      }));
    await app.goBack();
    await app.button(words.orb).click();
    await app.heading(words.noCalls).waitFor();
    await look("limit");
    await app.button(words.write).click();
    await app.field.waitFor();
    caller.visit.assertClean(/status of 4(02|10)/);
  });
}

async function callsLeft(caller: Caller): Promise<number | null> {
  const { allowances } = await caller.asks<Me>("/me");
  return allowances.find(({ kind }) => kind === "calls")!.left;
}

browserTest("where there is no voice the tap says so and leads to writing", async () => {
  await using box = await startBox();
  await using visitor = await visit({ width: 390 });
  await visitor.context.grantPermissions(["microphone"]);
  const words = CALL_WORDS.ru;
  const app = await openAlone(visitor.page, box, { member: 1002, words: WORDS.ru });
  await app.button(words.orb).click();
  await app.heading(words.voiceOff).waitFor();
  await app.button(words.write).click();
  await app.field.waitFor();
  visitor.assertClean(/status of 50/);
});
