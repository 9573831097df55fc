import { findFacts } from "../../dev/gemini/tasks/facts.ts";
import { sumUp } from "../../dev/gemini/tasks/summary.ts";
import { listFacts } from "../../db/facts.ts";
import { keys } from "../../db/keys.ts";
import type { Database } from "../../db/tx.ts";
import { SILENCE } from "../../domain/conversation.ts";
import { type Digest } from "../../domain/digest.ts";
import { holds } from "../../domain/fact.ts";
import { createDigests } from "../../services/digests.ts";
import type { StructuredRequest } from "../../services/ports.ts";
import { movableClock, testConfig, testIds } from "./app.ts";
import { openStore, say } from "./facts.ts";
import { addTestMember } from "./members.ts";
import { scriptedModel } from "./model.ts";

const { community } = await testConfig();

/** Answers a structured request, of the title that its schema has. */
export type Generate = (request: StructuredRequest, title: string) => unknown;

/** Does the tasks by the rules of the stand-in for Gemini. */
export const careful: Generate = (request, title) => {
  const texts = request.contents.flatMap(({ parts }) =>
    parts.map((part) => "text" in part ? part.text : "")
  );
  const task = { facts: findFacts, summary: sumUp }[title]!;
  return task({ instructions: request.instructions, texts, schema: request.schema });
};

/** A summary that may be kept, and these operations. */
export const answering = (...operations: unknown[]): Generate => (_, title) =>
  title === "summary" ? { text: "Раз. Два. Три." } : { operations };

/** The digests of a process, and what they asked the model for. */
export function digestsOn(
  db: Database,
  clock: ReturnType<typeof movableClock>,
  generate: Generate,
) {
  const asked: string[] = [];
  const deps = { db, clock, liveness: movableClock() };
  const model = scriptedModel(() => [], (request) => {
    asked.push(String(request.schema.title));
    return generate(request, String(request.schema.title));
  });
  return { asked, ...createDigests({ ...deps, ids: testIds(), community, model }) };
}

/** A conversation of Anna with answers in between, after which it is silent. */
export async function talk(
  db: Database,
  clock: ReturnType<typeof movableClock>,
  ...texts: string[]
) {
  for (const text of texts) {
    await say(db, "anna", text, { at: clock.now() });
    clock.move(1000);
    await say(db, "anna", "Понятно. Запомню это.", { at: clock.now(), role: "assistant" });
    clock.move(1000);
  }
  clock.move(SILENCE);
}

/** A store with Anna, digests on it, and what follows from them. */
export async function openDigests(generate: Generate = careful) {
  const store = await openStore();
  const db = store.database;
  const clock = movableClock();
  await addTestMember(db, "anna", { createdAt: clock.now() });
  const digests = digestsOn(db, clock, generate);
  const texts = async () =>
    (await listFacts(db, "anna")).filter((fact) => holds(fact, clock.now()))
      .map(({ text }) => text).sort();
  const left = () => db.list<Digest>({ prefix: keys.digests("anna") });
  return {
    db,
    clock,
    digests,
    texts,
    left,
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}
