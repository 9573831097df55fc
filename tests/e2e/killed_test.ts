/** `deno task dev` as a process of its own, killed in the middle of an answer. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { freePort } from "../../dev/free_port.ts";
import { PATIENCE } from "../kit/conditions.ts";
import {
  beginInTheAfternoon,
  browserTest,
  callBox,
  MESSAGES_A_DAY,
  smallCommunity,
  useBrowser,
  visit,
} from "./kit.ts";
import { openInBox } from "./mini_app.ts";
import { WORDS } from "./words.ts";

useBrowser();

const MAIN = fileURLToPath(new URL("../../dev/main.ts", import.meta.url));
const MEMBER = 1002;
/** A dead answer is closed 20 s after its process was last heard of. */
const DEADLINE = 20_000 + PATIENCE;

browserTest(
  "a killed process costs neither words nor messages, and the open app goes on",
  async () => {
    const words = WORDS.ru;
    const folder = await Deno.makeTempDir({ prefix: "sfera-" });
    await using _ = { [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }) };
    await using visitor = await visit({ width: 1280, height: 1000 });
    const { page } = visitor;

    const first = await startProcess(folder, freePort("127.0.0.1"));
    const { url } = first;
    const app = await (async () => {
      await using _ = first;
      await beginInTheAfternoon(url);
      const app = await openInBox(page, { url }, { member: MEMBER, words });
      await app.ask(words.hello, words.asksName);
      await app.ask("Маша", words.niceToMeet("Маша"));
      await callBox(url, "POST", "/faults", {
        service: "gemini",
        kind: "slow",
        detail: "middle",
        milliseconds: 600_000,
      });
      await app.write(words.question);
      await app.thread.getByText(words.topic).waitFor();
      return app;
    })();
    await app.shows(words.reconnecting);

    await using _second = await startProcess(folder, Number(new URL(url).port));
    await app.thread.getByText(words.interrupted).waitFor({ timeout: DEADLINE });
    await app.thread.getByText(words.question, { exact: true }).waitFor();
    await page.reload();
    await app.heading(words.goodAfternoon("Маша")).waitFor();
    await app.showsLeft(MESSAGES_A_DAY - 2);
    await app.button(words.write).click();
    await app.thread.getByText(words.question, { exact: true }).waitFor();
    assert.equal(await app.thread.getByText(words.topic).count(), 0);
    await app.ask(words.whoAmI, words.nameIs("Маша"));
    await app.ask(words.question, words.demo);
    // Away, and then still starting.
    visitor.assertClean(/net::ERR_|status of 503/);
  },
);

/** Starts the process and waits until it says where it is; disposing of it kills it at once. */
async function startProcess(
  folder: string,
  port: number,
): Promise<{ url: string } & AsyncDisposable> {
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", MAIN, "--port", String(port), "--data", `${folder}/data`, "--no-open"],
    env: {
      COMMUNITY_DIR: await smallCommunity(folder),
      TELEGRAM_BOT_TOKEN: "",
      GEMINI_API_KEY: "",
      // A killed box could not end LiveKit and the worker.
      LIVEKIT_SERVER_BIN: "",
      NO_COLOR: "1",
    },
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const { promise: url, resolve, reject } = Promise.withResolvers<string>();
  const reading = (async () => {
    let said = "";
    for await (const text of process.stdout.pipeThrough(new TextDecoderStream())) {
      said += text;
      const ready = /Sfera is ready: (\S+)\n/.exec(said)?.[1];
      if (ready) resolve(ready);
    }
    reject(new Error(`the process ended before it was ready: ${said}`));
  })();
  return {
    url: await url,
    async [Symbol.asyncDispose]() {
      process.kill("SIGKILL");
      await process.status;
      await reading;
    },
  };
}
