import assert from "node:assert/strict";
import fc from "fast-check";
import { createHost, type FrameEvent, type Host } from "../../../dev/box/page/host.ts";
import { until } from "../../kit/conditions.ts";
import { THEMES } from "../../../dev/box/page/theme.ts";

interface Heard {
  eventType: string;
  eventData: Record<string, unknown> | null;
}

function hostWithEars(
  allows = true,
): { host: Host; heard: Heard[]; noted: FrameEvent[]; done: string[] } {
  const heard: Heard[] = [];
  const noted: FrameEvent[] = [];
  const done: string[] = [];
  const storage = new Map<string, string>();
  const host = createHost({
    post: (message) => heard.push(JSON.parse(message)),
    theme: () => THEMES.dark,
    platform: () => "ios",
    viewport: () => ({ width: 390, height: 700 }),
    storage: () => storage,
    openLink: (url) => done.push(`link ${url}`),
    allowWriting: () => Promise.resolve(allows),
    openTelegramLink: (path) => done.push(`telegram ${path}`),
    close: () => done.push("close"),
    noted: (event) => noted.push(event),
  });
  return { host, heard, noted, done };
}

const event = (eventType: string, eventData?: unknown) => JSON.stringify({ eventType, eventData });

Deno.test("each question of the app gets its answer", () => {
  const { host, heard } = hostWithEars();
  const answers: [question: string, answer: string, data: unknown][] = [
    ["web_app_request_theme", "theme_changed", { theme_params: THEMES.dark }],
    ["web_app_request_viewport", "viewport_changed", {
      width: 390,
      height: 700,
      is_expanded: true,
      is_state_stable: true,
    }],
    ["web_app_request_safe_area", "safe_area_changed", { top: 0, bottom: 24, left: 0, right: 0 }],
    ["web_app_request_content_safe_area", "content_safe_area_changed", {
      top: 0,
      bottom: 0,
      left: 0,
      right: 0,
    }],
    ["web_app_biometry_get_info", "biometry_info_received", { available: false }],
  ];
  for (const [question, eventType, eventData] of answers) {
    host.receive(event(question, ""));
    assert.deepEqual(heard.pop(), { eventType, eventData });
  }
});

Deno.test("a bar of buttons under the app takes the bottom inset", () => {
  const { host, heard } = hostWithEars();
  host.receive(event("web_app_setup_main_button", { is_visible: true, text: "Pay" }));
  assert.equal(heard.pop()?.eventData?.bottom, 0);
  host.receive(event("web_app_setup_main_button", { is_visible: false, text: "Pay" }));
  assert.equal(heard.pop()?.eventData?.bottom, 24);
});

Deno.test("an app that asked for it is closed only after a question", () => {
  const { host, done } = hostWithEars();
  host.receive(event("web_app_setup_closing_behavior", { need_confirmation: true }));
  host.receive(event("web_app_close", {}));
  assert.deepEqual([host.frame.value.dialog, done], [{ kind: "closing" }, []]);
  host.answer("cancel");
  assert.deepEqual([host.frame.value.dialog, done], [null, []]);
  host.close();
  host.answer("ok");
  assert.deepEqual(done, ["close"]);
});

Deno.test("the bot may write once the member has agreed and Telegram knows it", async () => {
  for (
    const { button, allows, status } of [
      { button: "ok", allows: true, status: "allowed" },
      { button: "ok", allows: false, status: "cancelled" },
      { button: "cancel", allows: true, status: "cancelled" },
      { button: undefined, allows: true, status: "cancelled" },
    ]
  ) {
    const { host, heard } = hostWithEars(allows);
    host.receive(event("web_app_request_write_access", ""));
    host.answer(button);
    await until(() => heard.length > 0, "the answer");
    assert.deepEqual(heard, [{ eventType: "write_access_requested", eventData: { status } }]);
  }
});

Deno.test("a link is opened after a question, a link of Telegram at once", () => {
  const { host, done } = hostWithEars();
  host.receive(event("web_app_open_link", { url: "https://sfera.example/" }));
  assert.deepEqual(done, []);
  host.answer("ok");
  host.receive(event("web_app_open_tg_link", { path_full: "/sfera_bot?start=x" }));
  assert.deepEqual(done, ["link https://sfera.example/", "telegram /sfera_bot?start=x"]);
});

Deno.test("an invoice lies over the app until it is closed, and the app hears how", () => {
  const { host, heard } = hostWithEars();
  for (const status of ["paid", "failed", "pending", "cancelled"] as const) {
    host.receive(event("web_app_open_invoice", { slug: "abc" }));
    assert.deepEqual(host.frame.value.dialog, { kind: "invoice", slug: "abc" });
    host.closeInvoice(status);
    assert.deepEqual(heard, [{ eventType: "invoice_closed", eventData: { slug: "abc", status } }]);
    assert.equal(host.frame.value.dialog, null);
    heard.pop();
  }
  host.closeInvoice("paid");
  assert.deepEqual(heard, [], "what is not open is not closed");
});

Deno.test("of two invoices the first one is closed, and one that was dismissed is cancelled", () => {
  const { host, heard } = hostWithEars();
  const closed = (slug: string) => ({
    eventType: "invoice_closed",
    eventData: { slug, status: "cancelled" },
  });
  host.receive(event("web_app_open_invoice", { slug: "one" }));
  host.receive(event("web_app_open_invoice", { slug: "two" }));
  assert.deepEqual(heard, [closed("one")]);
  host.answer();
  assert.deepEqual(heard, [closed("one"), closed("two")]);
});

Deno.test("full screen is entered once and left again", () => {
  const { host, heard } = hostWithEars();
  host.receive(event("web_app_request_fullscreen", ""));
  assert.deepEqual(heard[0], {
    eventType: "fullscreen_changed",
    eventData: { is_fullscreen: true },
  });
  host.receive(event("web_app_request_fullscreen", ""));
  assert.equal(heard.pop()?.eventType, "fullscreen_failed");
  host.receive(event("web_app_exit_fullscreen", ""));
  assert.equal(host.frame.value.fullscreen, false);
});

Deno.test("the values of CloudStorage are kept, read, listed and deleted", () => {
  const { host, heard } = hostWithEars();
  const call = (method: string, params: unknown) => {
    host.receive(event("web_app_invoke_custom_method", { req_id: "1", method, params }));
    const { req_id, ...answer } = heard.pop()?.eventData ?? {};
    assert.equal(req_id, "1");
    return answer;
  };
  assert.deepEqual(call("saveStorageValue", { key: "a", value: "1" }), { result: true });
  assert.deepEqual(call("saveStorageValue", { key: "a b", value: "1" }), { error: "KEY_INVALID" });
  assert.deepEqual(call("getStorageValues", { keys: ["a", "b"] }), { result: { a: "1", b: "" } });
  assert.deepEqual(call("getStorageKeys", {}), { result: ["a"] });
  assert.deepEqual(call("deleteStorageValues", { keys: ["a"] }), { result: true });
  assert.deepEqual(call("getStorageKeys", {}), { result: [] });
  assert.deepEqual(call("getCurrentTime", {}), { error: "METHOD_INVALID" });
});

Deno.test("an unknown event is noted as such and answered with silence", () => {
  const { host, heard, noted } = hostWithEars();
  for (const name of ["web_app_dance", "constructor", "__proto__"]) host.receive(event(name, {}));
  assert.deepEqual(noted.map(({ known }) => known), [false, false, false]);
  assert.deepEqual(heard, []);
});

Deno.test("a popup of a wrong shape still has a button that can be pressed", () => {
  const { host } = hostWithEars();
  host.receive(event("web_app_open_popup", { message: 7, buttons: [null, { type: {}, id: 3 }] }));
  assert.deepEqual(host.frame.value.dialog, {
    kind: "popup",
    title: undefined,
    message: "7",
    buttons: [{ id: "", type: "default", text: "" }, { id: "3", type: "default", text: "" }],
  });
});

Deno.test("nothing the frame posts makes the page throw", () => {
  const names = [
    "web_app_open_popup",
    "web_app_setup_main_button",
    "web_app_set_header_color",
    "web_app_invoke_custom_method",
    "web_app_trigger_haptic_feedback",
    "web_app_open_link",
    "web_app_open_invoice",
    "web_app_request_fullscreen",
    "web_app_close",
  ];
  const fields = ["url", "type", "color", "params", "method", "buttons", "message", "position"];
  const oddData = fc.dictionary(
    fc.constantFrom(...fields),
    fc.oneof(fc.jsonValue(), fc.constant({ toString: 1, valueOf: 1 })),
  );
  const message = fc.oneof(
    fc.anything(),
    fc.string(),
    fc.tuple(fc.constantFrom(...names), fc.oneof(fc.jsonValue(), oddData)).map(([name, data]) =>
      event(name, data)
    ),
  );
  fc.assert(fc.property(fc.array(message), (messages) => {
    const { host } = hostWithEars();
    for (const each of messages) host.receive(each);
    host.answer();
  }));
});
