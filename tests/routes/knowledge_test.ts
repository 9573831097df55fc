import assert from "node:assert/strict";
import { allEvents } from "../kit/events.ts";
import { sourceText } from "../kit/knowledge.ts";
import { type TestApp, testApp } from "../kit/app.ts";

const OPERATOR = 1001;
const MEMBER = 1002;
const PATH = "/api/knowledge/documents";
const open = () => testApp({ environment: { OPERATORS: String(OPERATOR) } });

async function as(app: TestApp, memberId: number) {
  const token = await app.enter(memberId);
  return (path: string, init: RequestInit = {}) =>
    app.ask(path, {
      ...init,
      headers: { Authorization: `Bearer ${token}`, "Accept-Language": "ru", ...init.headers },
    });
}

type Ask = Awaited<ReturnType<typeof as>>;

function form(name: string, content: BlobPart): FormData {
  const body = new FormData();
  body.set("file", new File([content], name));
  return body;
}

/** The steps of an upload, as they were told. */
async function upload(ask: Ask, name: string, content: BlobPart) {
  const response = await ask(PATH, { method: "POST", body: form(name, content) });
  assert.equal(response.status, 200);
  const events = await allEvents(response);
  assert.ok(events.every(({ name }) => name === "progress"));
  return events.map(({ data }) => data);
}

Deno.test("an operator puts a file in, sees it, changes it, goes back and takes it away", async () => {
  await using app = await open();
  const ask = await as(app, OPERATOR);
  const text = "# Комиссии\n\n## Круг\n\nБиржа берёт комиссию дважды.";
  const steps = await upload(ask, "fees.md", text);
  assert.deepEqual(steps.map(({ step }) => step), ["reading", "splitting", "storing", "done"]);
  const { outcome, document, warnings, preview } = steps.at(-1);
  assert.deepEqual([outcome, warnings, document.title, document.canUndo], [
    "added",
    [],
    "Комиссии",
    false,
  ]);
  assert.deepEqual(preview, [
    { headings: ["Комиссии", "Круг"], text: "Биржа берёт комиссию дважды." },
  ]);
  assert.deepEqual(await (await ask(PATH)).json(), { documents: [document] });
  assert.equal((await upload(ask, "fees.md", text)).at(-1).outcome, "unchanged");
  assert.equal((await upload(ask, "fees.md", `${text} И ещё.`)).at(-1).outcome, "changed");
  const undone = await ask(`${PATH}/${document.id}/undo`, { method: "POST" });
  assert.equal((await undone.json()).chunks, 1);
  assert.equal((await ask(`${PATH}/${document.id}`, { method: "DELETE" })).status, 204);
  assert.deepEqual(await (await ask(PATH)).json(), { documents: [] });
  assert.equal((await ask(`${PATH}/${document.id}`, { method: "DELETE" })).status, 404);
});

Deno.test("nobody but an operator is told that there are documents", async () => {
  await using app = await open();
  const knowledge = await app.app.knowledge();
  const { document } = await knowledge.store(sourceText("a.md", "Текст."));
  const ask = await as(app, MEMBER);
  const tries: [path: string, init: RequestInit][] = [
    [PATH, {}],
    [PATH, { method: "POST", body: form("b.md", "Чужое.") }],
    [`${PATH}/${document.id}/undo`, { method: "POST" }],
    [`${PATH}/${document.id}`, { method: "DELETE" }],
  ];
  for (const [path, init] of tries) {
    const response = await ask(path, init);
    assert.equal(response.status, 404, `${init.method} ${path}`);
    assert.equal((await response.json()).error.code, "not_found");
  }
  assert.deepEqual((await knowledge.list()).map(({ file }) => file), ["a.md"]);
});

Deno.test("a member opens a passage that an answer names, until it is gone", async () => {
  await using app = await open();
  const knowledge = await app.app.knowledge();
  const { document } = await knowledge.store(
    sourceText("a.md", "## Раз\n\nОдин.\n\n## Два\n\nДва."),
  );
  const ask = await as(app, MEMBER);
  const chunkId = `${document.id}.${document.revision}.1`;
  const passage = await (await ask(`/api/knowledge/passages/${chunkId}`)).json();
  assert.deepEqual(passage, {
    chunkId,
    title: "a",
    file: "a.md",
    headings: ["Два"],
    updatedAt: document.updatedAt,
    chapter: [{ chunkId, text: "Два." }],
  });
  await knowledge.remove(document.id);
  assert.equal((await ask(`/api/knowledge/passages/${chunkId}`)).status, 404);
  await app.app.members.setBanned((await app.app.members.find(String(MEMBER))).id, true);
  assert.equal((await ask(`/api/knowledge/passages/${chunkId}`)).status, 403);
});

Deno.test("what is wrong with a file is told in words, and what was there stays", async () => {
  await using app = await open();
  const ask = await as(app, OPERATOR);
  await upload(ask, "a.md", "Текст.");
  for (const [name, content] of [["a.md", ""], ["b.exe", "MZ\u0000\u0001"]] as const) {
    const last = (await upload(ask, name, content)).at(-1);
    assert.equal(last.step, "failed");
    assert.match(last.message, /[а-я]{3}/);
  }
  assert.deepEqual((await (await ask(PATH)).json()).documents.length, 1);
});

Deno.test("the same title again and a text without headings are kept, with a word about it", async () => {
  await using app = await open();
  const ask = await as(app, OPERATOR);
  await upload(ask, "one.md", "# Сборы\n\nТекст.");
  const { warnings } = (await upload(ask, "two.md", "# Сборы\n\nДругой текст.")).at(-1);
  assert.deepEqual(warnings, [
    "Документ с таким же названием уже есть: one.md. Остались оба.",
  ]);
  const long = "Одно и то же предложение. ".repeat(100);
  const { warnings: flat } = (await upload(ask, "flat.txt", long)).at(-1);
  assert.deepEqual(flat, ["В файле нет заголовков: найти нужное место в нём труднее."]);
});

Deno.test("a large file comes in; one over the limit, or no file at all, is refused", async () => {
  await using app = await open();
  const ask = await as(app, OPERATOR);
  const large = "Ещё одно предложение. ".repeat(40_000);
  assert.equal((await upload(ask, "large.txt", large)).at(-1).outcome, "added");
  const over = await ask(PATH, {
    method: "POST",
    body: form("over.txt", new Uint8Array(21 * 1024 * 1024)),
  });
  assert.equal(over.status, 413);
  assert.equal((await over.json()).error.details.mostBytes, 20 * 1024 * 1024);
  const empty = new FormData();
  empty.set("text", "no file");
  const json = { "Content-Type": "application/json" };
  const wrong = [{ body: empty }, { body: "{}", headers: json }, { body: form("", "x") }];
  for (const init of wrong) {
    const response = await ask(PATH, { method: "POST", ...init });
    assert.equal(response.status, 400);
    assert.match((await response.json()).error.details.expected, /multipart/);
  }
});
