import assert from "node:assert/strict";
import type { ErrorAnswer, StateAnswer } from "../../../dev/box/answers.ts";
import { ARTYOM } from "./memory_telegram.ts";
import { runBox, START } from "./running_box.ts";

const refusal = async (response: Response) => {
  const { error } = await response.json() as ErrorAnswer;
  return [response.status, error.code, error.message];
};

Deno.test("initData is signed at the moment the box's clock shows", async () => {
  await using box = await runBox();
  await box.call("POST", "clock", { advance: "1d12h" });
  const response = await box.call("GET", `init-data?member=${ARTYOM.id}&startParam=plans`);
  const { initData, member, authDate } = await response.json();
  assert.equal(authDate, START / 1000 + 129_600);
  assert.deepEqual(member, ARTYOM);
  const fields = new URLSearchParams(initData);
  assert.equal(fields.get("auth_date"), String(authDate));
  assert.equal(fields.get("start_param"), "plans");

  const plain = await fetch(`${box.url}/box/api/init-data?member=${ARTYOM.id}`, {
    headers: { accept: "text/plain" },
  });
  assert.equal(new URLSearchParams(await plain.text()).get("auth_date"), String(authDate));
});

Deno.test("initData is refused for strangers and beside a real bot", async () => {
  await using box = await runBox();
  assert.deepEqual(await refusal(await box.call("GET", "init-data?member=5")), [
    404,
    "not_found",
    "there is no member 5 here",
  ]);
  assert.equal((await refusal(await box.call("GET", "init-data?member=me")))[0], 400);

  await using real = await runBox({
    telegram: undefined,
    services: [{ name: "telegram", mode: "real" }],
    realKeys: ["BOT_TOKEN"],
  });
  const [status, code, message] = await refusal(
    await real.call("GET", `init-data?member=${ARTYOM.id}`),
  );
  assert.deepEqual([status, code], [403, "forbidden"]);
  assert.match(String(message), /real bot token/);
});

Deno.test("a move of the clock is answered after every sweep has run", async () => {
  const { promise: swept, resolve: finishSweeps } = Promise.withResolvers<void>();
  const { promise: sweeping, resolve: began } = Promise.withResolvers<void>();
  await using box = await runBox({
    runSweeps: () => {
      began();
      return swept;
    },
  });
  let answered = false;
  const moved = box.call("POST", "clock", { advance: "3d" }).then((response) => {
    answered = true;
    return response.json();
  });
  await sweeping;
  const state = await (await box.call("GET", "state")).json() as StateAnswer;
  assert.equal(state.moving, true);
  assert.equal(answered, false);
  finishSweeps();
  assert.deepEqual(await moved, {
    now: START + 259_200_000,
    offset: 259_200_000,
    nowText: "2026-11-24 21:38 Europe/Moscow",
  });
});

Deno.test("moves of the clock wait for one another", async () => {
  await using box = await runBox();
  await Promise.all([1, 2, 3].map(() => box.call("POST", "clock", { advance: "1s" })));
  await box.call("POST", "clock", { reset: true });
  assert.deepEqual(box.calls, [1000, 2000, 3000, 0].map((at) => `sweeps at offset ${at}`));
});

Deno.test("the clock stands still while a real key is in use", async () => {
  await using box = await runBox({ realKeys: ["BOT_TOKEN", "CRYPTOMUS_PAYMENT_KEY"] });
  for (const body of [{ advance: "3d" }, { reset: true }]) {
    assert.deepEqual(await refusal(await box.call("POST", "clock", body)), [
      409,
      "conflict",
      "the clock does not move while real keys are in use: BOT_TOKEN, CRYPTOMUS_PAYMENT_KEY",
    ]);
  }
  assert.deepEqual([box.calls, box.deps.clock.offset()], [[], 0]);
});

Deno.test("a member writes, presses, follows links, blocks the bot and changes language", async () => {
  await using box = await runBox();
  const member = ARTYOM.id;
  const { messageId } = await (await box.call("POST", "say", { member, text: "Привет" })).json();
  const { messages, menuButton } = await (await box.call("GET", `messages?member=${member}`))
    .json();
  assert.deepEqual(messages.map(({ text }: { text: string }) => text), ["Привет", "echo: Привет"]);
  assert.equal(menuButton.web_app.url, "/app/");
  const after = await (await box.call("GET", `messages?member=${member}&after=${messageId}`))
    .json();
  assert.equal(after.messages.length, 1);

  const press = await box.call("POST", "press", { member, messageId, button: "alert" });
  assert.deepEqual(await press.json(), { answer: { text: "pressed alert", showAlert: true } });

  const open = async (link: string) =>
    await (await box.call("POST", "open-link", { member, link })).json();
  assert.deepEqual(await open("t.me/sfera_demo_bot?start=CLUB20"), { opened: "chat" });
  assert.deepEqual(await open("t.me/sfera_demo_bot?startapp=plans"), {
    opened: "app",
    startParam: "plans",
  });

  await box.call("POST", "block", { member, blocked: true });
  await box.call("POST", "language", { member, language: "en" });
  const state = await (await box.call("GET", "state")).json() as StateAnswer;
  assert.deepEqual(state.members[0], {
    ...ARTYOM,
    language_code: "en",
    plan: "Free",
    blocked: true,
  });
});

Deno.test("what Telegram would not let a member do is a bad request that says why", async () => {
  await using box = await runBox();
  box.telegram.press = () => Promise.reject(new Error("message 1 has no button pay"));
  const press = { member: ARTYOM.id, messageId: 1, button: "pay" };
  assert.deepEqual(await refusal(await box.call("POST", "press", press)), [
    400,
    "bad_request",
    "message 1 has no button pay",
  ]);
});

Deno.test("moves of the clock are noted in the chat where they happened", async () => {
  await using box = await runBox();
  const member = ARTYOM.id;
  await box.call("POST", "clock", { advance: "1h" });
  await box.call("POST", "say", { member, text: "1" });
  await box.call("POST", "clock", { reset: true });
  const { messages, notes } = await (await box.call("GET", `messages?member=${member}`)).json();
  assert.deepEqual(notes, [{ after: 0, moved: 3_600_000 }, {
    after: messages.at(-1).message_id,
    moved: null,
  }]);
});

Deno.test("faults are set, listed and cleared for each stand-in", async () => {
  await using box = await runBox();
  await box.call("POST", "faults", { service: "telegram", kind: "status", status: 429 });
  await box.call("POST", "faults", { service: "gemini", kind: "drop", times: "always" });
  assert.deepEqual(await (await box.call("GET", "faults")).json(), {
    telegram: [{ kind: "status", times: 1, status: 429 }],
    gemini: [{ kind: "drop", times: "always" }],
  });
  assert.equal(box.deps.faults.gemini?.take("generateContent")?.kind, "drop");
  await box.call("DELETE", "faults?service=gemini");
  const left = await (await box.call("GET", "faults")).json();
  assert.deepEqual([left.telegram.length, left.gemini.length], [1, 0]);

  await using real = await runBox({ faults: { gemini: box.deps.faults.gemini } });
  const fault = { service: "telegram", kind: "drop" };
  assert.equal((await real.call("POST", "faults", fault).then(refusal))[0], 409);
});

Deno.test("bodies of the wrong shape are refused by the name of the field", async () => {
  await using box = await runBox();
  const wrong: [path: string, body: unknown, says: RegExp][] = [
    ["say", { member: ARTYOM.id, text: " " }, /text/],
    ["say", { member: "1001", text: "x" }, /member/],
    ["clock", { advance: "soon" }, /such as 3d/],
    ["clock", { advance: "1h", reset: true }, /advance.*or.*reset/],
    ["faults", { service: "bank", kind: "drop" }, /service/],
    ["language", { member: ARTYOM.id, language: "русский" }, /language/],
    ["open-link", { member: ARTYOM.id, link: "t.me/other" }, /@other/],
  ];
  for (const [path, body, says] of wrong) {
    const [status, code, message] = await refusal(await box.call("POST", path, body));
    assert.deepEqual([path, status, code], [path, 400, "bad_request"]);
    assert.match(String(message), says);
  }
  const broken = await fetch(`${box.url}/box/api/say`, { method: "POST", body: "{" });
  assert.deepEqual(await refusal(broken), [400, "bad_request", "expected a JSON body"]);
  assert.equal((await box.call("GET", "nothing").then(refusal))[0], 404);
});

Deno.test("only this machine's own names and the box's own page may ask", async () => {
  await using box = await runBox();
  const port = Number(new URL(box.url).port);
  const ask = (headers: Record<string, string>) =>
    rawStatus(port, { host: `127.0.0.1:${port}`, ...headers });
  assert.equal(await ask({}), 200);
  assert.equal(await ask({ host: `localhost:${port}` }), 200);
  assert.equal(await ask({ origin: `http://127.0.0.1:${port}` }), 200);
  assert.equal(await ask({ host: `sfera.example:${port}` }), 403);
  assert.equal(await ask({ host: "localhost:1" }), 403);
  assert.equal(await ask({ origin: "https://sfera.example" }), 403);
  assert.equal(await ask({ origin: "null" }), 403);
});

/** The status of a request whose Host header is chosen freely, which `fetch` does not allow. */
async function rawStatus(port: number, headers: Record<string, string>): Promise<number> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const request = ["GET /box/api/state HTTP/1.1", ...lines, "connection: close", "", ""];
  await connection.write(new TextEncoder().encode(request.join("\r\n")));
  const answer = await new Response(connection.readable).text();
  return Number(answer.split(" ")[1]);
}

Deno.test("the page hears that something changed, and the stream ends with the server", async () => {
  await using box = await runBox();
  const response = await box.call("GET", "events");
  assert.match(response.headers.get("content-type") ?? "", /text\/event-stream/);
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  assert.match((await reader.read()).value ?? "", /event: changed/);
  box.telegram.write(ARTYOM.id, { text: "hello" });
  assert.match((await reader.read()).value ?? "", /event: changed/);
  reader.read().catch(() => {});
});

Deno.test("the log is the newest 200 lines, and a restart is passed on", async () => {
  await using box = await runBox({
    log: () => Array.from({ length: 300 }, (_, index) => `line ${index}`),
  });
  const { lines } = await (await box.call("GET", "log")).json();
  assert.deepEqual([lines.length, lines[0], lines[199]], [200, "line 100", "line 299"]);
  assert.deepEqual(await (await box.call("POST", "restart")).json(), { restarted: true });
  assert.deepEqual(box.calls, ["restart"]);
});

Deno.test("a member sends the bot a file; an empty one and none are refused", async () => {
  await using box = await runBox();
  const send = async (file?: File) => {
    const form = new FormData();
    form.set("member", String(ARTYOM.id));
    if (file) form.set("file", file);
    return await fetch(`${box.url}/box/api/file`, { method: "POST", body: form });
  };
  const sent = await send(new File(["# Guide"], "guide.md", { type: "text/markdown" }));
  assert.equal(sent.status, 200);
  await sent.body?.cancel();
  const [message] = box.telegram.messages(ARTYOM.id);
  assert.deepEqual(message!.document, { file_name: "guide.md", file_size: 7 });

  const [status, code, why] = await refusal(await send(new File([], "empty.md")));
  assert.deepEqual([status, code], [400, "bad_request"]);
  assert.match(String(why), /an empty file is not sent/);
  assert.equal((await refusal(await send()))[0], 400);
});
