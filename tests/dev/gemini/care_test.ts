import assert from "node:assert/strict";
import { careCallFor, tellCare } from "../../../dev/gemini/care.ts";
import { createCareTools, createToolRegistry } from "../../../services/tools/registry.ts";
import { testConfig } from "../../kit/app.ts";

const { community } = await testConfig();
const none = () => Promise.reject(new Error("nothing is called"));
const TOOLS = createToolRegistry(createCareTools({
  carePlans: {
    offers: community.carePlans,
    start: none,
    end: none,
    view: none,
    describe: none,
    sweep: none,
  },
  lessons: none,
})).declarations().map(({ name, description, parameters }) => ({
  name,
  description,
  parametersJsonSchema: parameters,
}));

const called = (question: string, lastWords = "") => careCallFor(question, lastWords, TOOLS);

Deno.test("a plan is proposed, known again in the brain's own words, and started", () => {
  for (const { id, title } of community.carePlans) {
    for (const language of ["ru", "en"] as const) {
      const response = { title: title[language], state: "proposed", steps: ["1", "2", "3"] };
      const result = { name: "start_plan", arguments: {}, response };
      const said = tellCare(result, language)!;
      const call = called(language === "ru" ? "да, давай" : "yes", said);
      assert.equal(call?.arguments.plan_type, id, said);
      assert.equal(called(language === "ru" ? "нет" : "no", said), undefined);
    }
  }
  assert.equal(called("мне нужен план после тильта")?.arguments.plan_type, "after-tilt");
  assert.equal(called("I need a plan, I am burnt out, burn-out")?.arguments.plan_type, "burn-out");
  assert.equal(called("заверши план")?.name, "end_plan");
});

Deno.test("a lesson is given to who wants one, and nothing of this to who does not", () => {
  assert.equal(called("давай следующий урок")?.name, "next_lesson");
  assert.equal(called("start the lesson")?.name, "next_lesson");
  for (
    const question of ["что такое тильт", "привет", "да", "какой план на сегодня", "stop loss"]
  ) {
    assert.equal(called(question), undefined, question);
  }
  assert.equal(careCallFor("давай урок", "", []), undefined);
});
