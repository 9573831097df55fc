import assert from "node:assert/strict";
import { createRouter, type Screen, screenOf } from "../../web/src/router.ts";

/** A history of one entry, as the browser keeps it over a reload. */
function fakeHistory(state: unknown = null) {
  return {
    state,
    replaceState(next: unknown): void {
      this.state = next;
    },
  };
}

Deno.test("a startapp link opens its screen with Home below, others open Home", () => {
  const opened = (param: string | null): [Screen, boolean] => {
    const router = createRouter(fakeHistory(), screenOf(param));
    return [router.screen.value, router.canGoBack.value];
  };
  assert.deepEqual(opened("plans"), ["plans", true]);
  assert.deepEqual(opened("chat"), ["chat", true]);
  assert.deepEqual(opened("lessons"), ["lessons", true]);
  assert.deepEqual(opened("memory"), ["memory", true]);
  assert.deepEqual(opened("settings"), ["settings", true]);
  assert.deepEqual(opened("payments"), ["payments", true]);
  for (const param of [null, "", "home", "promo_", "promoX", "constructor"]) {
    assert.deepEqual(opened(param), ["home", false]);
  }
});

Deno.test("a link names an invoice by its id, and a code is redeemed among the plans", () => {
  assert.equal(screenOf("invoice_a1-B"), "invoice");
  for (const param of ["promo_CLUB20", "gift_AB-CD", "ref_x9"]) {
    assert.equal(screenOf(param), "plans");
  }
});

Deno.test("back takes the top off and never leaves Home", () => {
  const router = createRouter(fakeHistory(), "home");
  router.open("chat");
  router.open("plans");
  router.back();
  assert.equal(router.screen.value, "chat");
  router.back();
  router.back();
  assert.equal(router.screen.value, "home");
  assert.equal(router.canGoBack.value, false);
});

Deno.test("a screen that is open already is returned to, not stacked again", () => {
  const history = fakeHistory();
  const router = createRouter(history, "home");
  router.open("chat");
  router.open("plans");
  router.open("chat");
  router.open("chat");
  assert.deepEqual(history.state, { screens: ["home", "chat"] });
});

Deno.test("a reload returns to the same screen, whatever the link said", () => {
  const history = fakeHistory();
  createRouter(history, "home").open("chat");
  assert.equal(createRouter(history, "plans").screen.value, "chat");
});

Deno.test("a strange history state is ignored", () => {
  for (
    const state of [5, "x", {}, { screens: [] }, { screens: ["chat"] }, { screens: ["home", 1] }]
  ) {
    assert.equal(createRouter(fakeHistory(state), "plans").screen.value, "plans");
  }
});
