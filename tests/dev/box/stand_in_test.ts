import assert from "node:assert/strict";
import { asBoxTelegram, type StandIn } from "../../../dev/box/stand_in.ts";

type Message = ReturnType<StandIn["messages"]>[number];

/** A stand-in with one chat of one message, whose parts a test changes at will. */
function standInWith(parts: Partial<StandIn>): StandIn {
  return {
    bot: { id: 7, username: "sfera_bot" },
    members: () => [],
    setLanguage: () => Promise.resolve(),
    isBlocked: () => false,
    mayWrite: () => true,
    allowWriting: () => Promise.resolve(),
    say: () => Promise.resolve(1),
    sendFile: () => Promise.resolve(1),
    press: () => Promise.reject(new Error("no button")),
    openLink: () => Promise.resolve(),
    block: () => Promise.resolve(),
    unblock: () => Promise.resolve(),
    messages: () => [],
    actions: () => [],
    menuButton: () => ({ type: "default" }),
    commands: () => [],
    onChange: () => () => {},
    ...parts,
  };
}

const options = { botName: "Sfera AI", clock: { now: () => 100_000 } };
const message: Message = { id: 5, from: "bot", date: 90, text: "Hi", entities: [], presses: [] };

Deno.test("a message is shown as in the Bot API", () => {
  const markup = { inline_keyboard: [[{ text: "Plans", callback_data: "plans" }]] };
  const standIn = standInWith({ messages: () => [{ ...message, editDate: 95, markup }] });
  assert.deepEqual(asBoxTelegram(standIn, options).messages(1), [{
    message_id: 5,
    from: "bot",
    date: 90,
    text: "Hi",
    entities: [],
    reply_markup: markup,
    edited: true,
  }]);
});

Deno.test("a press waits for the bot's answer", async () => {
  let presses: Message["presses"] = [{ queryId: "q" }];
  const listeners = new Set<() => void>();
  const standIn = standInWith({
    press: () => Promise.resolve({ kind: "callback", queryId: "q" }),
    messages: () => [{ ...message, presses }],
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  });
  const pressed = asBoxTelegram(standIn, options).press(1, 5, "plans");
  await Promise.resolve();
  presses = [{ queryId: "q", answer: { text: "Done", showAlert: true } }];
  listeners.forEach((listener) => listener());
  assert.deepEqual(await pressed, { answer: { text: "Done", showAlert: true } });
  assert.equal(listeners.size, 0);
});

Deno.test("a button that opens the app or a link names it", async () => {
  const press = (result: Awaited<ReturnType<StandIn["press"]>>) =>
    asBoxTelegram(standInWith({ press: () => Promise.resolve(result) }), options).press(1, 5, "x");
  assert.deepEqual(await press({ kind: "app", url: "/app/" }), { webApp: "/app/" });
  assert.deepEqual(await press({ kind: "link", url: "https://x.example/" }), {
    answer: { url: "https://x.example/" },
  });
});

Deno.test("the bot is typing for five seconds, or until it has written", () => {
  const typing = (since: number, written: number) =>
    asBoxTelegram(
      standInWith({
        actions: () => [{ action: "typing", date: since }],
        messages: () => [{ ...message, date: written }],
      }),
      options,
    ).typing(1);
  assert.equal(typing(97, 90), true);
  assert.equal(typing(97, 98), false);
  assert.equal(typing(95, 90), false);
});
