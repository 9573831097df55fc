import assert from "node:assert/strict";
import { launchUrl } from "../../../dev/box/page/launch.ts";
import { readableOn, THEMES } from "../../../dev/box/page/theme.ts";

const options = {
  url: "http://127.0.0.1:8123/app/chat?from=bot",
  initData: "user=%7B%22id%22%3A1%7D&hash=ab",
  platform: "tdesktop",
  theme: THEMES.black,
} as const;

Deno.test("the frame's address carries what web Telegram gives, on the page's own origin", () => {
  const url = new URL(launchUrl(options, "http://localhost:8123"));
  assert.equal(url.origin + url.pathname + url.search, "http://localhost:8123/app/chat?from=bot");
  const given = Object.fromEntries(new URLSearchParams(url.hash.slice(1)));
  assert.deepEqual({ ...given, tgWebAppThemeParams: JSON.parse(given.tgWebAppThemeParams ?? "") }, {
    tgWebAppData: options.initData,
    tgWebAppVersion: "8.0",
    tgWebAppPlatform: "tdesktop",
    tgWebAppThemeParams: THEMES.black,
  });
});

Deno.test("a start parameter stands in the query and behind the hash", () => {
  const url = new URL(launchUrl({ ...options, startParam: "plans" }, "http://localhost:8123"));
  assert.equal(url.searchParams.get("tgWebAppStartParam"), "plans");
  assert.equal(new URLSearchParams(url.hash.slice(1)).get("tgWebAppStartParam"), "plans");
});

Deno.test("text on a colour is black or white, whichever is easier to read", () => {
  assert.deepEqual(["#ffffff", "#18222d", "#000000", "#ffe08a"].map(readableOn), [
    "#000000",
    "#ffffff",
    "#ffffff",
    "#000000",
  ]);
});
