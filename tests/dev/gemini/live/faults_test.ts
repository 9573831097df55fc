import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import { type Client, connect, withLive } from "./kit.ts";

const LONG = { text: "Это длинный ответ, который ещё не закончен. ".repeat(10) };
const SLOWLY = { pace: 5 };
const interrupting = async (client: Client) => {
  await client.until(() => client.sounds().length > 2);
  await client.speak("Подожди, стоп");
};

Deno.test("a handle brings back the talk so far", async () => {
  await withLive({}, async (standIn, open) => {
    const first = await open();
    first.type("Я ставлю стопы слишком узко");
    const handle = await first.until(() => first.handle());
    standIn.live.break(1006);
    assert.equal((await first.until(() => first.closed)).code, 1006);

    const second = await open({ sessionResumption: { handle } });
    second.type("Что я говорила про стопы?");
    await second.until(() => second.turns() === 1);
    assert.match(second.said(), /Я ставлю стопы слишком узко/);
    assert.equal(standIn.live.sessions()[1]!.resumed, handle);
  });
});

Deno.test("a handle is worth nothing once its talk is forgotten", async () => {
  await withLive({}, async (standIn, open) => {
    const client = await open();
    client.type("Привет");
    const handle = await client.until(() => client.handle());
    standIn.live.forgetTalks();
    await assert.rejects(connect(standIn, { sessionResumption: { handle } }), /session not found/);
  });
});

Deno.test("an unknown handle is refused", async () => {
  await withLive({}, async (standIn) => {
    await assert.rejects(
      connect(standIn, { sessionResumption: { handle: "handle-77" } }),
      /session not found/,
    );
    assert.equal(standIn.live.sessions()[0]!.closed!.code, 1008);
  });
});

Deno.test("the end is announced, and comes in time", async () => {
  await withLive({}, async (standIn, open) => {
    const client = await open();
    standIn.live.goAway(0.2);
    const told = await client.until(() => client.messages.find(({ goAway }) => goAway));
    assert.equal(told.goAway!.timeLeft, "0.2s");
    const { code, reason } = await client.until(() => client.closed);
    assert.deepEqual([code, reason], [1011, "Deadline expired before operation could complete."]);
  });
});

Deno.test("a session ends by itself after its time", async () => {
  await withLive({ sessionMilliseconds: 300, goAwayMilliseconds: 200 }, async (_standIn, open) => {
    const client = await open();
    assert.equal((await client.until(() => client.closed)).code, 1011);
    assert.ok(client.messages.some(({ goAway }) => goAway?.timeLeft === "0.2s"));
  });
});

for (const code of [1000, 1007, 1008, 1011]) {
  Deno.test(`a session is closed with ${code}`, async () => {
    await withLive({}, async (standIn, open) => {
      const client = await open();
      standIn.live.break(code, "because");
      assert.deepEqual(await client.until(() => client.closed), { code, reason: "because" });
    });
  });
}

Deno.test("an empty close frame is answered with 1000", async () => {
  await withLive({}, async (_standIn, open) => {
    const client = await open();
    client.session.close();
    assert.equal((await client.until(() => client.closed)).code, 1000);
  });
});

Deno.test("connections are turned away with a status, or dropped, and the next ones are let in", async () => {
  await withLive({}, async (standIn, open) => {
    standIn.live.refuse({ with: 429, times: 2 });
    standIn.live.refuse({ with: 503 });
    standIn.live.refuse({ with: "drop" });
    for (const expected of [/429/, /429/, /503/, /./]) {
      await assert.rejects(connect(standIn), expected);
    }
    await open();
  });
});

Deno.test("a connection that hangs is never answered", async () => {
  await withLive({}, async (standIn, open) => {
    standIn.live.refuse({ with: "hang" });
    const hanging = connect(standIn).then(() => "open", () => "refused");
    assert.equal(await Promise.race([hanging, wait(200, "hanging")]), "hanging");
    await open();
    await standIn.close();
    assert.equal(await hanging, "refused");
  });
});

Deno.test("silent after an interruption, it answers again when it is asked again", async () => {
  await withLive(SLOWLY, async (standIn, open) => {
    const client = await open();
    standIn.live.says(LONG);
    standIn.live.stall("interruption");
    standIn.live.hears("Какой сегодня курс");
    client.type("Расскажи");
    await interrupting(client);
    await client.until(() => client.heard() === "Какой сегодня курс");
    const before = client.turns();
    const sounds = client.sounds().length;
    await wait(300);
    assert.deepEqual([client.turns(), client.sounds().length], [before, sounds]);
    client.session.sendClientContent({ turnComplete: true });
    await client.until(() => client.turns() === before + 1);
    assert.ok(client.sounds().length > sounds);
  });
});

Deno.test("silent after a tool, it answers again when it is asked again", async () => {
  await withLive({}, async (standIn, open) => {
    const client = await open();
    standIn.live.says({ calls: [{ name: "look" }] });
    standIn.live.stall("tool");
    client.type("Посмотри");
    const { toolCall } = await client.until(() => client.messages.find(({ toolCall }) => toolCall));
    const [{ id, name } = {}] = toolCall!.functionCalls!;
    client.session.sendToolResponse({ functionResponses: [{ id, name, response: { ok: true } }] });
    await wait(300);
    assert.equal(client.sounds().length, 0);
    client.session.sendClientContent({ turnComplete: true });
    await client.until(() => client.sounds().length > 0);
  });
});

Deno.test("a text in the middle of an answer interrupts it and is answered", async () => {
  await withLive(SLOWLY, async (standIn, open) => {
    const client = await open();
    standIn.live.says(LONG);
    standIn.live.says({ text: "Вот." });
    client.type("Расскажи");
    await client.until(() => client.sounds().length > 2);
    client.session.sendRealtimeInput({ text: "Короче" });
    await client.until(() => client.turns() === 2);
    assert.equal(client.interruptions(), 1);
    assert.match(client.said(), /Вот\.$/);
  });
});

Deno.test("where nothing interrupts, speech is answered after the turn", async () => {
  const activityHandling = "NO_INTERRUPTION" as never;
  await withLive({ pace: 20 }, async (standIn, open) => {
    const client = await open({ realtimeInputConfig: { activityHandling } });
    standIn.live.says({ text: "Первый ответ, он звучит до конца." });
    standIn.live.says({ text: "Второй ответ." });
    standIn.live.hears("Ещё вопрос");
    client.type("Вопрос");
    await interrupting(client);
    await client.until(() => client.turns() === 2);
    assert.equal(client.interruptions(), 0);
    assert.equal(client.said(), "Первый ответ, он звучит до конца. Второй ответ.");
  });
});

Deno.test("activity is told by the client where detection is off", async () => {
  await withLive({}, async (standIn, open) => {
    const client = await open({
      realtimeInputConfig: { automaticActivityDetection: { disabled: true } },
    });
    standIn.live.hears("Привет");
    await client.speak("Привет");
    client.session.sendRealtimeInput({ activityStart: {} });
    client.session.sendRealtimeInput({ activityEnd: {} });
    await client.until(() => client.turns() === 1);
    assert.equal(standIn.live.sessions()[0]!.heard.length, 1);

    const automatic = await open();
    automatic.session.sendRealtimeInput({ activityStart: {} });
    assert.equal((await automatic.until(() => automatic.closed)).code, 1007);
  });
});

Deno.test("a noise without words interrupts and is not answered", async () => {
  await withLive(SLOWLY, async (standIn, open) => {
    const client = await open();
    standIn.live.says(LONG);
    standIn.live.hears("");
    client.type("Расскажи");
    await interrupting(client);
    await client.until(() =>
      standIn.live.sessions()[0]!.heard.length === 1 && client.turns() === 1
    );
    await wait(100);
    assert.deepEqual([client.heard(), client.turns()], ["", 1]);
  });
});

Deno.test("an answer that never comes, and one that takes its time", async () => {
  await withLive({}, async (standIn, open) => {
    const client = await open();
    standIn.live.says({ silent: true });
    standIn.live.says({ text: "Вот.", after: 100 });
    client.type("Раз");
    client.type("Два");
    await client.until(() => client.sounds().length > 0);
    const { askedAt, firstSoundAt } = standIn.live.sessions()[0]!.turns[1]!;
    assert.ok(firstSoundAt! - askedAt >= 95);
  });
});

Deno.test("the faults of the box break what is open, and what connects", async () => {
  await withLive({}, async (standIn, open) => {
    standIn.faults.add({ kind: "status", status: 429, match: "live:connect" });
    await assert.rejects(connect(standIn), /429/);
    const kinds = [
      [{ kind: "drop", match: "live:talk" }, 1006, /^$/],
      [{ kind: "status", status: 429, match: "live:talk" }, 1011, /exceeded your current quota/],
      [{ kind: "status", status: 503, match: "live:talk" }, 1011, /currently unavailable/],
      [{ kind: "cut", milliseconds: 50, match: "live:talk" }, 1011, /^Deadline expired/],
    ] as const;
    for (const [fault, code, reason] of kinds) {
      const client = await open();
      standIn.faults.add({ kind: "slow", match: "generateContent" });
      standIn.faults.add(fault);
      client.send(new Int16Array(1600));
      const closed = await client.until(() => client.closed);
      assert.equal(closed.code, code);
      assert.match(closed.reason, reason);
    }
  });
});
