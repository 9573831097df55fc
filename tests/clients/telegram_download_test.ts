import assert from "node:assert/strict";
import { createTelegram } from "../../clients/telegram.ts";
import type { TelegramStandIn } from "../../dev/telegram/mod.ts";
import { PATIENCE } from "../kit/conditions.ts";
import { ARTYOM, TOKEN, withTelegram } from "../dev/telegram/kit.ts";

const MOST = 20 * 1024 * 1024;

function download(
  telegram: TelegramStandIn,
  fileId: string,
  mostBytes = MOST,
  milliseconds = PATIENCE,
) {
  const client = createTelegram({ token: TOKEN, apiRoot: telegram.url, publicUrl: "https://a.b" });
  return client.download(fileId, { mostBytes, signal: AbortSignal.timeout(milliseconds) });
}

/** Sends a file of so many bytes; its name as the bot is told it. */
async function sent(telegram: TelegramStandIn, length: number): Promise<string> {
  const bytes = Uint8Array.from({ length }, (_, at) => at & 255);
  await telegram.sendFile(ARTYOM, { name: "a.pdf", mimeType: "", bytes });
  return telegram.messages(ARTYOM).at(-1)!.document!.file_id;
}

Deno.test("a file that a person sent is downloaded byte for byte", () =>
  withTelegram(async (telegram) => {
    const id = await sent(telegram, 300_000);
    assert.deepEqual(await download(telegram, id), telegram.file(id));
  }));

Deno.test("a file that is too large is refused, by Telegram or on the way", () =>
  withTelegram(async (telegram) => {
    const tooLarge = { code: "body_too_large" };
    await assert.rejects(download(telegram, await sent(telegram, MOST + 1)), tooLarge);
    await assert.rejects(download(telegram, await sent(telegram, 5000), 4999), tooLarge);
  }));

Deno.test("no failure of a download tells the token", () =>
  withTelegram(async (telegram) => {
    const id = await sent(telegram, 300_000);
    const failures: [Parameters<TelegramStandIn["faults"]["add"]>[0], string][] = [
      [
        { kind: "status", status: 502, match: "getFile" },
        "Telegram did not tell where the file is",
      ],
      [{ kind: "drop", match: "getFile" }, "Telegram did not tell where the file is"],
    ];
    for (const [fault, message] of failures) {
      telegram.faults.add(fault);
      const error = await download(telegram, id).catch((error) => error);
      assert(error instanceof Error && error.message.startsWith(message), String(error));
      assert(!Deno.inspect(error).includes(TOKEN));
    }
    // The second call is the one for the bytes.
    for (const kind of ["drop", "cut", "status"] as const) {
      telegram.faults.add({ kind: "slow", milliseconds: 0, match: "getFile" });
      telegram.faults.add({ kind, status: 500, match: "getFile" });
      const error = await download(telegram, id).catch((error) => error);
      assert(error instanceof Error, `${kind}: ${error}`);
      assert.match(error.message, /^Telegram (did not give the file|broke the file off)/);
      assert(!Deno.inspect(error).includes(TOKEN));
    }
    assert.equal((await download(telegram, id)).length, 300_000);
  }));
