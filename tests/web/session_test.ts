import assert from "node:assert/strict";
import { ApiError, createApi, perform } from "../../web/src/api.ts";
import { createSession, type SessionParts } from "../../web/src/session.ts";

/** A service with sessions: which tokens and initData it takes, and what it was asked. */
function fakeService(options: { initData?: string; expiresAt?: number } = {}) {
  const valid = new Set<string>(), asked: string[] = [], zones: (string | null)[] = [];
  let count = 0;
  const answer = (status: number, code: string) =>
    Response.json({ error: { code, message: "Нет", requestId: "r1" } }, { status });
  const fetch = (path: string, init: RequestInit): Promise<Response> => {
    const headers = new Headers(init.headers), authorization = headers.get("authorization") ?? "";
    asked.push(`${path} ${authorization}`);
    const bearer = authorization.replace("Bearer ", "");
    if (path === "/api/session") zones.push(headers.get("x-time-zone"));
    else {
      const known = valid.has(bearer);
      return Promise.resolve(known ? Response.json({ bearer }) : answer(401, "session_invalid"));
    }
    const good = authorization === `tma ${options.initData ?? "fresh"}` || valid.has(bearer);
    if (!good) return Promise.resolve(answer(401, "init_data_invalid"));
    const token = `token-${++count}`;
    valid.add(token);
    return Promise.resolve(Response.json({ token, expiresAt: options.expiresAt ?? 1_000 }));
  };
  return { fetch, asked, valid, zones };
}

function fakeStorage() {
  const map = new Map<string, string>();
  return {
    getItem: (key: string) => map.get(key) ?? null,
    setItem: (key: string, value: string) => void map.set(key, value),
    removeItem: (key: string) => void map.delete(key),
  };
}

function setUp(over: Partial<SessionParts> = {}, service = fakeService()) {
  const session = createSession({
    fetch: service.fetch,
    initData: "fresh",
    memberId: "1",
    language: "ru",
    storage: null,
    now: () => 0,
    ...over,
  });
  const api = createApi({ fetch: service.fetch, bearer: session, language: "ru" });
  return { session, api, service };
}

Deno.test("a first visit exchanges initData, a reload slides the kept token", async () => {
  const storage = fakeStorage(), service = fakeService();
  await setUp({ storage }, service).session.open();
  await setUp({ storage }, service).session.open();
  assert.deepEqual(service.asked, ["/api/session tma fresh", "/api/session Bearer token-1"]);
});

Deno.test("another member of the same Telegram does not get the kept token", async () => {
  const storage = fakeStorage(), service = fakeService();
  await setUp({ storage }, service).session.open();
  assert.equal(setUp({ storage, memberId: "2" }, service).session.token(), null);
});

Deno.test("each sign-in tells the zone of the device, if the device knows it", async () => {
  const service = fakeService();
  await setUp({ timeZone: "Asia/Almaty" }, service).session.open();
  await setUp({}, service).session.open();
  assert.deepEqual(service.zones, ["Asia/Almaty", null]);
});

Deno.test("an ended session opens no other until the page is loaded anew", async () => {
  const storage = fakeStorage(), service = fakeService();
  const { session, api } = setUp({ storage }, service);
  await session.open();
  session.end();
  assert.equal(session.token(), null);
  await assert.rejects(session.open(), { code: "session_ended" });
  await assert.rejects(api.json("/api/me"), { code: "session_ended" });
  assert.deepEqual(service.asked, ["/api/session tma fresh"]);
  await setUp({ storage }, service).session.open();
  assert.equal(service.asked.at(-1), "/api/session tma fresh");
});

Deno.test("a kept token that expired or was revoked is replaced by initData", async () => {
  const storage = fakeStorage(), service = fakeService();
  await setUp({ storage }, service).session.open();
  assert.equal(setUp({ storage, now: () => 1_000 }, service).session.token(), null);
  service.valid.clear();
  await setUp({ storage }, service).session.open();
  assert.equal(service.asked.at(-1), "/api/session tma fresh");
});

Deno.test("a storage that throws costs nothing but the keeping", async () => {
  const refuse = () => {
    throw new Error("forbidden");
  };
  const storage = { getItem: refuse, setItem: refuse, removeItem: refuse };
  const { session } = setUp({ storage });
  await session.open();
  assert.equal(session.token(), "token-1");
});

Deno.test("on 401 the session is renewed once for all who wait, and each request repeated", async () => {
  const { session, api, service } = setUp();
  await session.open();
  service.valid.clear();
  const answers = await Promise.all([api.json("/api/me"), api.json("/api/plans")]);
  assert.deepEqual(answers, [{ bearer: "token-2" }, { bearer: "token-2" }]);
  assert.equal(service.asked.filter((one) => one.includes("tma")).length, 2);
});

Deno.test("when initData is refused too, the 401 is what the caller gets", async () => {
  const { api, service } = setUp({ initData: "stale" });
  const error = await api.json("/api/me").catch((error) => error);
  assert.ok(error instanceof ApiError);
  assert.deepEqual([error.status, error.code, error.requestId], [401, "init_data_invalid", "r1"]);
  assert.equal(service.asked.length, 1);
});

Deno.test("a problem keeps its code, sentence, request id and details", async () => {
  const body = {
    error: { code: "rate_limited", message: "Рано", requestId: "r9", details: { wait: 3 } },
  };
  const fetch = () => Promise.resolve(Response.json(body, { status: 429 }));
  const error = await perform(fetch, "/api/x").catch((error) => error);
  assert.ok(error instanceof ApiError && !error.passing);
  assert.deepEqual({ ...error }, {
    name: "ApiError",
    status: 429,
    code: "rate_limited",
    requestId: "r9",
    details: { wait: 3 },
  });
});

Deno.test("a page of HTML from a proxy is a passing failure with its status", async () => {
  const fetch = () => Promise.resolve(new Response("<html>", { status: 502 }));
  const error = await perform(fetch, "/api/x").catch((error) => error);
  assert.ok(error instanceof ApiError && error.passing);
  assert.equal(error.code, "http_502");
});

Deno.test("a form is sent as it is, everything else as JSON", async () => {
  const sent: [BodyInit | null | undefined, unknown][] = [];
  const fetch = (_: string, { body, headers }: RequestInit) => {
    sent.push([body, new Headers(headers).get("Content-Type")]);
    return Promise.resolve(Response.json({}));
  };
  const form = new FormData();
  await perform(fetch, "/api/x", { method: "POST", body: form });
  await perform(fetch, "/api/x", { method: "POST", body: { a: 1 } });
  await perform(fetch, "/api/x");
  // A browser itself writes the type of a form, with its boundary.
  assert.deepEqual(sent, [[form, null], ['{"a":1}', "application/json"], [undefined, null]]);
});

Deno.test("no network and no answer within the deadline are the same: offline", async () => {
  const broken = () => Promise.reject(new TypeError("Failed to fetch"));
  const silent = (_: string, init: RequestInit) =>
    new Promise<Response>((_, reject) => {
      init.signal?.addEventListener("abort", () => reject(new DOMException("", "AbortError")));
    });
  for (const fetch of [broken, silent]) {
    const error = await perform(fetch, "/api/x", { deadline: 1 }).catch((error) => error);
    assert.ok(error instanceof ApiError && error.passing && error.status === 0);
  }
});

Deno.test("the caller's own abort stays an abort", async () => {
  const control = new AbortController();
  control.abort();
  const fetch = () => Promise.reject(new DOMException("", "AbortError"));
  const sent = perform(fetch, "/api/x", { signal: control.signal });
  await assert.rejects(sent, { name: "AbortError" });
});
