import assert from "node:assert/strict";
import { FILE_BYTES } from "../../domain/upload.ts";
import type { KnowledgeDocument, KnowledgeProgress } from "../../routes/schemas.ts";
import { type Api, ApiError, type RequestOptions } from "../../web/src/api.ts";
import { faultOf } from "../../web/src/knowledge/files.ts";
import { createKnowledge, isOver, shareOf } from "../../web/src/knowledge/state.ts";

const document = (id: string, canUndo = false): KnowledgeDocument => ({
  id,
  file: `${id}.md`,
  title: id,
  language: "ru",
  chunks: 2,
  bytes: 100,
  updatedAt: 1,
  canUndo,
});

const done = (one: KnowledgeDocument, outcome: "added" | "changed" = "added") => ({
  step: "done",
  outcome,
  document: one,
  warnings: [],
  preview: [],
} satisfies KnowledgeProgress);

function streamOf(steps: KnowledgeProgress[]): Response {
  return new Response(
    `: hello\n\n${
      steps.map((step) => `event: progress\ndata: ${JSON.stringify(step)}\n\n`).join("")
    }`,
  );
}

type Reply = (path: string, options: RequestOptions) => Response | ApiError;

/** The material over a service that holds `documents` and answers all else with `reply`. */
function setUp(reply: Reply, documents: KnowledgeDocument[] = []) {
  const asked: string[] = [], sent: string[] = [];
  const api: Api = {
    send(path, options = {}) {
      asked.push(`${options.method ?? "GET"} ${path}`);
      const { body } = options;
      if (body instanceof FormData) sent.push((body.get("file") as File).name);
      const answer = reply(path, options);
      return answer instanceof ApiError ? Promise.reject(answer) : Promise.resolve(answer);
    },
    json<T>(path: string) {
      asked.push(`GET ${path}`);
      return Promise.resolve({ documents } as T);
    },
  };
  const knowledge = createKnowledge({ api });
  const steps = () => knowledge.uploads.value.map(({ progress }) => progress.step);
  return { knowledge, asked, sent, steps };
}

const file = (name: string, text = "Слова") => new File([text], name);

Deno.test("files are taken in one after the other, and the list is read again", async () => {
  const documents = [document("a")];
  const { knowledge, sent, steps, asked } = setUp(
    () => streamOf([{ step: "reading" }, { step: "splitting", chunks: 2 }, done(document("a"))]),
    documents,
  );
  const adding = knowledge.add([file("a.md"), file("b.pdf")]);
  assert.deepEqual(steps(), ["waiting", "waiting"]);
  await adding;
  assert.deepEqual([sent, steps()], [["a.md", "b.pdf"], ["done", "done"]]);
  assert.deepEqual(knowledge.documents.value, documents);
  assert.equal(asked.filter((one) => one === "GET /api/knowledge/documents").length, 2);
});

Deno.test("a file that cannot be read is not sent, and does not hold up the others", async () => {
  const { knowledge, sent, steps } = setUp(() => streamOf([done(document("b"))]));
  await knowledge.add([file("a.exe"), file("empty.md", ""), file("b.md")]);
  assert.deepEqual([sent, steps()], [["b.md"], ["refused", "refused", "done"]]);
});

Deno.test("what is wrong with a file is known before it is sent", () => {
  const faults = [["a.md", 1], ["A.DOCX", FILE_BYTES], ["a.pdf", FILE_BYTES + 1], ["a.txt", 0], [
    "a",
    1,
  ], ["a.md.zip", 1]] as const;
  assert.deepEqual(faults.map(([name, size]) => faultOf({ name, size })), [
    null,
    null,
    "large",
    "empty",
    "kind",
    "kind",
  ]);
});

Deno.test("the service's own words say why a file failed", async () => {
  const replies = [
    () => streamOf([{ step: "reading" }, { step: "failed", message: "Нет текста." }]),
    () => new ApiError(413, "too_large", "Файл слишком большой."),
  ];
  const { knowledge } = setUp(() => replies.shift()!());
  await knowledge.add([file("a.pdf"), file("b.pdf")]);
  assert.deepEqual(knowledge.uploads.value.map(({ progress }) => progress), [
    { step: "failed", message: "Нет текста." },
    { step: "failed", message: "Файл слишком большой." },
  ]);
});

Deno.test("a file whose stream broke can be sent again, and is", async () => {
  const replies = [
    () => streamOf([{ step: "reading" }]),
    () => new ApiError(0, "offline", ""),
    () => streamOf([done(document("a"))]),
  ];
  const { knowledge, sent, steps } = setUp(() => replies.shift()!());
  await knowledge.add([file("a.md")]);
  assert.deepEqual(steps(), ["broken"]);
  await knowledge.again(knowledge.uploads.value[0]!);
  assert.deepEqual(steps(), ["broken"]);
  await knowledge.again(knowledge.uploads.value[0]!);
  assert.deepEqual([steps(), sent.length], [["done"], 3]);
});

Deno.test("what a file changed is undone; a document that it brought is removed", async () => {
  const replies = [
    () => streamOf([done(document("old", true), "changed")]),
    () => streamOf([done(document("new"))]),
    () => Response.json({}),
    () => Response.json({}),
  ];
  const { knowledge, asked, steps } = setUp(() => replies.shift()!());
  await knowledge.add([file("old.md"), file("new.md")]);
  for (const upload of knowledge.uploads.value) await knowledge.takeBack(upload);
  assert.deepEqual(
    asked.filter((one) => !one.startsWith("GET") && !one.endsWith("/documents")),
    ["POST /api/knowledge/documents/old/undo", "DELETE /api/knowledge/documents/new"],
  );
  assert.deepEqual(steps(), ["undone", "undone"]);
});

Deno.test("a file that could not be taken back stays as it was", async () => {
  const replies = [
    () => streamOf([done(document("a"))]),
    () => new ApiError(503, "storage_unavailable", "Позже."),
  ];
  const { knowledge, steps } = setUp(() => replies.shift()!());
  await knowledge.add([file("a.md")]);
  await assert.rejects(knowledge.takeBack(knowledge.uploads.value[0]!), ApiError);
  assert.deepEqual(steps(), ["done"]);
});

Deno.test("only a file that is over can be taken off the list", async () => {
  const { knowledge, steps } = setUp(() => streamOf([done(document("a"))]));
  const adding = knowledge.add([file("a.md")]);
  knowledge.dismiss(knowledge.uploads.value[0]!);
  assert.equal(steps().length, 1);
  await adding;
  knowledge.dismiss(knowledge.uploads.value[0]!);
  assert.deepEqual(steps(), []);
});

Deno.test("the line grows with each step and is full at the end", () => {
  const shares = ([
    { step: "waiting" },
    { step: "sending" },
    { step: "reading" },
    { step: "splitting", chunks: 4 },
    { step: "storing", done: 1, all: 4 },
    { step: "storing", done: 3, all: 4 },
    done(document("a")),
  ] as const).map(shareOf);
  assert.deepEqual(shares, [...shares].sort((one, other) => one - other));
  assert.deepEqual([shares[0], shares.at(-1), new Set(shares).size], [0, 1, shares.length]);
  assert.ok(isOver({ step: "broken" }) && !isOver({ step: "reading" }));
});
