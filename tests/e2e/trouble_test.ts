/** What a member sees when something fails, and how it goes on from there. */
import assert from "node:assert/strict";
import {
  type Box,
  browserTest,
  callBox,
  MESSAGES_A_DAY,
  startBox,
  useBrowser,
  visit,
} from "./kit.ts";
import { openAlone } from "./mini_app.ts";
import { type Language, WORDS } from "./words.ts";

useBrowser();

const MEMBER = 1002;
const words = WORDS.ru;
/** What a browser writes about requests to a service that is away, or still starting. */
const NO_NETWORK = /net::ERR_|status of 503/;

/** Breaks answers; what is asked of Gemini beside them, such as embeddings, goes on. */
const breakModel = (box: Box, fault: Record<string, unknown>) =>
  callBox(box.url, "POST", "/faults", {
    service: "gemini",
    match: "streamGenerateContent",
    ...fault,
  });

for (const language of ["ru", "en"] satisfies Language[]) {
  browserTest(`outside Telegram the app says how to open it (${language})`, async () => {
    await using box = await startBox();
    await using visitor = await visit({ width: 390, language });
    const { page } = visitor;
    await page.goto(`${box.url}/app/`);
    await page.getByRole("heading", { name: WORDS[language].outside }).waitFor();
    await page.getByText(WORDS[language].outsideStep).waitFor();
    assert.equal(await page.locator("html").getAttribute("lang"), language);
    visitor.assertClean();
  });
}

browserTest("without a network the words are kept and sent once it is back", async () => {
  await using box = await startBox();
  await using visitor = await visit({ width: 390 });
  const { page, context } = visitor;
  const app = await openAlone(page, box, { member: MEMBER, words });
  await app.ask(words.hello, words.asksName);
  await context.setOffline(true);
  await app.write(words.question);
  await app.shows(words.offline);
  await app.thread.getByText(words.question, { exact: true }).waitFor();
  await context.setOffline(false);
  await app.answers(words.demo);
  await app.root.getByText(words.offline).waitFor({ state: "detached" });
  assert.equal(await app.thread.getByText(words.question, { exact: true }).count(), 1);
  await app.goBack();
  await app.showsLeft(MESSAGES_A_DAY - 2);
  visitor.assertClean(NO_NETWORK);
});

browserTest(
  "a service that is down is waited for, and gets the words when it is back",
  async () => {
    await using box = await startBox();
    await using visitor = await visit({ width: 390 });
    const app = await openAlone(visitor.page, box, { member: MEMBER, words });
    await app.ask(words.hello, words.asksName);
    await box.stop();
    await app.write(words.question);
    await app.shows(words.offline);
    await app.thread.getByText(words.question, { exact: true }).waitFor();
    await box.start();
    await app.answers(words.demo);
    assert.equal(await app.thread.getByText(words.question, { exact: true }).count(), 1);
    visitor.assertClean(NO_NETWORK);
  },
);

browserTest(
  "words written while the chat does not load stay in the field, over a reload too",
  async () => {
    await using box = await startBox();
    await using visitor = await visit({ width: 390 });
    const { page } = visitor;
    let missing = true;
    await page.route(
      /\/assets\/chat-.*\.js$/,
      (route) => missing ? route.abort() : route.continue(),
    );
    const app = await openAlone(page, box, { member: MEMBER, words });
    await app.showsLeft(MESSAGES_A_DAY);
    await app.write(words.hello);
    await app.heading(words.chunkFailed).waitFor();
    assert.equal(await app.field.inputValue(), words.hello);
    missing = false;
    await page.reload();
    await app.button(words.send).click();
    await app.answers(words.asksName);
    assert.equal(await app.field.inputValue(), "");
    visitor.assertClean(NO_NETWORK);
  },
);

browserTest("a screen that did not load can be asked for again", async () => {
  await using box = await startBox();
  await using visitor = await visit({ width: 390 });
  const { page } = visitor;
  let missing = true;
  await page.route(
    /\/assets\/plans-.*\.js$/,
    (route) => missing ? route.abort() : route.continue(),
  );
  const app = await openAlone(page, box, { member: MEMBER, words });
  await app.button(new RegExp(`^${words.left(MESSAGES_A_DAY)}`)).click();
  await app.heading(words.chunkFailed).waitFor();
  await app.button(words.retry).click();
  await app.heading(words.chunkFailed).waitFor();
  missing = false;
  await app.button(words.retry).click();
  await app.shows(words.price);
  visitor.assertClean(NO_NETWORK);
});

browserTest("a banned member reads one plain sentence, and may come in again", async () => {
  await using box = await startBox();
  await using visitor = await visit({ width: 390 });
  const { page } = visitor;
  const app = await openAlone(page, box, { member: MEMBER, words });
  await app.showsLeft(MESSAGES_A_DAY);
  // What Home asks for is there: else that request would be the first to be refused.
  await app.button(/^Уроки/).waitFor();
  await box.operate("member", "ban", String(MEMBER));
  await app.write(words.hello);
  await app.heading(words.banned).waitFor();
  await app.shows(words.bannedText);
  await page.reload();
  await app.heading(words.banned).waitFor();
  assert.equal(await app.field.count(), 0);
  await box.operate("member", "unban", String(MEMBER));
  await page.reload();
  await app.ask(words.hello, words.asksName);
  visitor.assertClean(/status of 403/);
});

const GEMINI_TROUBLE = [
  {
    name: "is out of quota for an hour",
    fault: { kind: "status", status: 429, retryAfterSeconds: 3600 },
    notice: words.busy,
  },
  { name: "breaks off in the middle", fault: { kind: "cut" }, notice: words.failed },
  {
    name: "fails each time",
    fault: { kind: "status", status: 500, times: "always" },
    notice: words.failed,
  },
];

for (const { name, fault, notice } of GEMINI_TROUBLE) {
  browserTest(`when the model ${name}, it is said plainly and costs nothing`, async () => {
    await using box = await startBox();
    await using visitor = await visit({ width: 390 });
    const app = await openAlone(visitor.page, box, { member: MEMBER, words });
    await breakModel(box, fault);
    await app.write(words.hello);
    await app.thread.getByText(notice).waitFor();
    await app.goBack();
    await app.showsLeft(MESSAGES_A_DAY);
    await callBox(box.url, "DELETE", "/faults");
    await app.button(words.write).click();
    await app.button(words.retry).click();
    await app.answers(words.asksName);
    await app.goBack();
    await app.showsLeft(MESSAGES_A_DAY - 1);
    visitor.assertClean();
  });
}

browserTest("an answer can be stopped, and what was said of it stays", async () => {
  await using box = await startBox();
  await using visitor = await visit({ width: 390 });
  const app = await openAlone(visitor.page, box, { member: MEMBER, words });
  await breakModel(box, { kind: "slow", detail: "middle", milliseconds: 600_000 });
  await app.write(words.question);
  await app.thread.getByText(words.topic).waitFor();
  await app.button(words.stop).click();
  await app.shows(words.stopped);
  await app.thread.getByText(words.topic).waitFor();
  await app.ask(words.hello, words.asksName);
  visitor.assertClean();
});
