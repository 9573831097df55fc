import assert from "node:assert/strict";
import { assistant, carePlans, help, plans, problems, read, shipped } from "./kit.ts";

const PACK = "  - { id: talk, name: { ru: А, en: A }, description: { ru: А, en: A }, " +
  'minutes: 9, days: 9, prices: { USD: "1" } }\n';
const NOTHING_SOLD = "plans: [{ id: free, rank: 0, name: { ru: А, en: A }, " +
  "description: { ru: А, en: A }, prices: {}, periodDays: null, allowances: [] }]\n" +
  "sales: { stars: true }\n";

/** Changed files of the pack, and the lines they give. */
const TABLE: [what: string, files: Record<string, string | null>, ...lines: string[]][] = [
  [
    "a bracket that is not closed",
    { "community/plans.yaml": "plans: [\nother: 1\n" },
    'plans.yaml: line 2, column 1: deficient indentation, near "other: 1". Look at that line and the one above: indent with spaces only, close quotes and brackets, and put a text with ": " or " #" in it in quotes.',
  ],
  [
    "a field written twice",
    plans("rank: 1\n", "rank: 1\n    rank: 2\n"),
    'plans.yaml: line 31, column 5: duplicated mapping key, near "rank: 2". Keep one of the two.',
  ],
  [
    "an empty file",
    { "community/plans.yaml": "" },
    "plans.yaml: expected a document, but the input is empty. Write one document with the fields in it.",
  ],
  [
    "a list instead of fields",
    { "community/plans.yaml": "- plans\n" },
    "plans.yaml: expected a group of fields (plans, packs, sales), came a list.",
  ],
  [
    "no plans",
    { "community/plans.yaml": "plans: []\n" },
    "plans.yaml: plans: expected a list of at least one plan, came an empty list.",
  ],
  [
    "a limit in words",
    plans("limit: 20", "limit: many"),
    'plans.yaml: plans[0].allowances[2].limit: expected a whole number from 0 on, or null for no limit, came "many".',
  ],
  [
    "half a message",
    plans("limit: 20", "limit: 2.5"),
    "plans.yaml: plans[0].allowances[2].limit: expected a whole number from 0 on, or null for no limit, came the number 2.5.",
  ],
  [
    "a kind that does not exist",
    plans("kind: messages, limit: 20", "kind: mesages, limit: 20"),
    'plans.yaml: plans[0].allowances[2].kind: expected calls, call_minutes or messages, came "mesages".',
  ],
  [
    "the same allowance twice",
    plans("kind: messages, limit: 20", "kind: calls, limit: 20"),
    "plans.yaml: plans[0].allowances[2]: expected one allowance of calls per day, came another. Keep one of the two.",
  ],
  [
    "calls counted in a call",
    plans("kind: calls, limit: 3, per: day", "kind: calls, limit: 3, per: call"),
    'plans.yaml: plans[0].allowances[0].per: expected day or period for calls, came "call". Only call_minutes are counted in a call.',
  ],
  [
    "a period where there is none",
    plans("limit: 20, per: day", "limit: 20, per: period"),
    'plans.yaml: plans[0].allowances[2].per: expected day or call where periodDays is null, came "period". Write a number of periodDays, or count by day.',
  ],
  [
    "a price as a number",
    plans('prices: { USD: "24.99"', "prices: { USD: 24.90"),
    'plans.yaml: plans[1].prices.USD: expected a price in quotes, such as "24.99", came the number 24.9. Put it in quotes: a bare number may lose digits.',
  ],
  [
    "a price with a comma",
    plans('prices: { USD: "24.99"', 'prices: { USD: "24,99"'),
    'plans.yaml: plans[1].prices.USD: expected a price above zero with a point, such as "24.99", came "24,99".',
  ],
  [
    "a tenth of a cent",
    plans('prices: { USD: "24.99"', 'prices: { USD: "24.999"'),
    'plans.yaml: plans[1].prices.USD: expected at most 2 digits after the point, came "24.999". Round it.',
  ],
  [
    "a part of a yen",
    plans('prices: { USD: "24.99"', 'prices: { JPY: "3900.50"'),
    'plans.yaml: plans[1].prices.JPY: expected at most 0 digits after the point, came "3900.50". Round it.',
  ],
  [
    "a currency that does not exist",
    plans('prices: { USD: "24.99"', 'prices: { USDD: "24.99"'),
    "plans.yaml: plans[1].prices.USDD: expected a currency's three letters, such as USD. Correct the name.",
  ],
  [
    "a free plan that is sold",
    plans("prices: {}", 'prices: { USD: "1" }'),
    "plans.yaml: plans[0].prices: expected {} on the free plan (rank 0), came USD. Remove the prices or raise the rank.",
  ],
  [
    "no free plan",
    plans("rank: 0", "rank: 2"),
    "plans.yaml: plans: expected exactly one plan of rank 0, came none. Give the plan everybody has rank: 0.",
  ],
  [
    "one id for two plans",
    plans("id: pro", "id: free"),
    'plans.yaml: plans[1].id: expected each id once, came "free", as in plans[0]. Choose another.',
    'plans.yaml: sales.referral.planId: expected the id of a plan that not everybody has (free), came "pro".',
  ],
  [
    "a price in stars above Telegram's",
    plans("stars: 1990", "stars: 10001"),
    "plans.yaml: plans[1].stars: expected a whole number of Telegram Stars from 1 to 10000, came the number 10001.",
  ],
  [
    "a plan that is sold for ever",
    plans("periodDays: 30", "periodDays: null"),
    "plans.yaml: plans[1].periodDays: expected a number of days for a plan with a price, came null. Write for how many days the price is.",
    "plans.yaml: sales.starsSubscriptions: expected a plan with stars and periodDays: 30, came none. Telegram renews a subscription every 30 days: sell such a plan, or write false.",
  ],
  [
    "a period of a thousand years",
    plans("periodDays: 30", "periodDays: 365000"),
    "plans.yaml: plans[1].periodDays: expected a whole number of days from 1 to 3650, or null for ever, came the number 365000.",
    "plans.yaml: sales.starsSubscriptions: expected a plan with stars and periodDays: 30, came none. Telegram renews a subscription every 30 days: sell such a plan, or write false.",
  ],
  [
    "a trial of the free plan",
    plans("rank: 0\n", "rank: 0\n    trialDays: 7\n    graceDays: 1\n"),
    "plans.yaml: plans[0].trialDays: expected none on the free plan (rank 0), came the number 7. Remove it: everybody has it anyway.",
    "plans.yaml: plans[0].graceDays: expected none on the free plan (rank 0), came the number 1. Remove it: everybody has it anyway.",
    "plans.yaml: plans[1].trialDays: expected a trial of one plan, came another, as in plans[0]. Keep one of the two: a member has one trial.",
  ],
  [
    "half a day of trial",
    plans("trialDays: 3", "trialDays: 0.5"),
    "plans.yaml: plans[1].trialDays: expected a whole number of days from 0 to 365, came the number 0.5.",
  ],
  [
    "a grace of a year",
    plans("graceDays: 2", "graceDays: 365"),
    "plans.yaml: plans[1].graceDays: expected a whole number of days from 0 to 90, came the number 365.",
  ],
  [
    "one id for two packs",
    plans("packs:\n", `packs:\n${PACK.replace("talk", "hour")}`),
    'plans.yaml: packs[1].id: expected each id once, came "hour", as in packs[0]. Choose another.',
  ],
  [
    "a pack with wrong prices",
    plans("packs:\n", `packs:\n${PACK.replace('USD: "1"', 'USDD: "1", JPY: "1.5"')}`),
    "plans.yaml: packs[0].prices.USDD: expected a currency's three letters, such as USD. Correct the name.",
    'plans.yaml: packs[0].prices.JPY: expected at most 0 digits after the point, came "1.5". Round it.',
  ],
  [
    "a pack of no minutes, for ever",
    plans(
      "packs:\n",
      `packs:\n${PACK.replace("minutes: 9", "minutes: 0").replace("days: 9", "days: null")}`,
    ),
    "plans.yaml: packs[0].minutes: expected a whole number of minutes from 1 to 100000, came the number 0.",
    "plans.yaml: packs[0].days: expected a whole number of days from 1 to 3650, came null.",
  ],
  [
    "days for a plan that nobody sells",
    plans("planId: pro", "planId: gold"),
    'plans.yaml: sales.referral.planId: expected the id of a plan that not everybody has (pro), came "gold".',
  ],
  [
    "days of what everybody has",
    plans("planId: pro, days: 7", "planId: free, days: 0"),
    "plans.yaml: sales.referral.days: expected a whole number of days from 1 to 365, came the number 0.",
    'plans.yaml: sales.referral.planId: expected the id of a plan that not everybody has (pro), came "free".',
  ],
  [
    "subscriptions without Stars",
    plans("  stars: true", "  stars: false"),
    "plans.yaml: sales.starsSubscriptions: expected stars: true beside it, came none. Turn stars on, or write false.",
  ],
  [
    "Stars where nothing has a price in them",
    { "community/plans.yaml": NOTHING_SOLD },
    "plans.yaml: sales.stars: expected a plan or a pack with a price in stars, came none. Add stars to one, or write false.",
  ],
  [
    "more than half of a price taken for enough",
    plans("accuracyPercent: 1", "accuracyPercent: 51"),
    "plans.yaml: sales.accuracyPercent: expected a whole number of percent from 0 to 50, came the number 51.",
  ],
  [
    "an invoice for a day",
    plans("invoiceMinutes: 60", "invoiceMinutes: 1440"),
    "plans.yaml: sales.invoiceMinutes: expected a whole number of minutes from 5 to 720, came the number 1440.",
  ],
  [
    "a way with short payments that does not exist",
    plans("shortPayment: top_up", "shortPayment: keep"),
    'plans.yaml: sales.shortPayment: expected top_up, prorate or refund, came "keep".',
  ],
  [
    "gifts in words",
    plans("gifts: true", "gifts: 'on'"),
    'plans.yaml: sales.gifts: expected true or false, came "on".',
  ],
  [
    "a language that is missing",
    plans('      en: "To get', '      fr: "To get'),
    "plans.yaml: plans[0].description.en: is missing; expected a text in English of at most 255 characters. Add it.",
    "plans.yaml: plans[0].description.fr: is not a known field; the known ones are ru, en. Remove it.",
  ],
  [
    "a misspelt field",
    plans("periodDays: 30", "periodDays: 30\n    star: 5"),
    "plans.yaml: plans[1].star: is not a known field; did you mean stars? Rename it or remove it.",
  ],
  [
    "a model with its folder",
    assistant("  text: gemini", "  text: models/gemini"),
    'assistant.yaml: models.text: expected a model\'s name such as gemini-3.8-flash, without models/, came "models/gemini-3.8-flash".',
  ],
  [
    "a time zone with a typo",
    assistant("Europe/Moscow", "Europe/Moskow"),
    'assistant.yaml: timeZone: expected an IANA time zone such as Europe/Moscow, came "Europe/Moskow". Did you mean Europe/Moscow?',
  ],
  [
    "an offset instead of a time zone",
    assistant("Europe/Moscow", "+03:00"),
    'assistant.yaml: timeZone: expected an IANA time zone such as Europe/Moscow, came "+03:00".',
  ],
  [
    "a language Sfera does not speak",
    assistant("defaultLanguage: ru", "defaultLanguage: de"),
    'assistant.yaml: defaultLanguage: expected ru or en, came "de".',
  ],
  [
    "a prompt that does not exist",
    assistant("prompt: mentor", "prompt: mentro"),
    'assistant.yaml: personas[1].prompt: expected the name of a prompt (mentor, partner or psychologist), came "mentro". Correct the name, or add the file to prompts/.',
  ],
  [
    "no default persona",
    assistant("    default: true\n", ""),
    "assistant.yaml: personas: expected exactly one persona with default: true, came 0. Mark the one that answers when no trigger word is said.",
  ],
  [
    "a word that calls two personas",
    assistant("- почему", "- Тильт"),
    'assistant.yaml: personas[1].triggers.ru[5]: expected each word once, came "тильт", as in personas[0]. Remove one.',
  ],
  [
    "one voice twice",
    assistant("id: Kore", "id: Aoede"),
    'assistant.yaml: voices[2].id: expected each id once, came "Aoede", as in voices[0]. Choose another.',
  ],
  [
    "a name that is left empty",
    assistant("maker: SferaTC", "maker:"),
    "assistant.yaml: maker: expected the maker's name of at most 64 characters, came null.",
  ],
  [
    "a country in words",
    help("KZ:", "Kazakhstan:"),
    "help.yaml: Kazakhstan: is no country's code of two capital letters, such as RU.",
  ],
  [
    "a telephone number without quotes",
    help('"7333"', "7333"),
    'help.yaml: UA[1].phone: expected a telephone number in quotes, such as "112", came the number 7333.',
  ],
  [
    "nobody to call in other countries",
    help("default:", "FR:"),
    "help.yaml: default: is missing; expected a list of contacts. Add it.",
  ],
  [
    "a care plan of two steps",
    {
      "community/care_plans.yaml": "carePlans: [{ id: rest, title: { ru: А, en: A }, " +
        "steps: [{ ru: А, en: A }, { ru: А, en: A }], " +
        "followUps: [{ ru: А, en: A }, { ru: А, en: A }] }]",
    },
    "care_plans.yaml: carePlans[0].steps: expected a list of three to six steps, came a list.",
  ],
  [
    "a care plan without a language",
    carePlans("      en: After a tilt\n", ""),
    "care_plans.yaml: carePlans[0].title.en: is missing; expected a text in English of at most 60 characters. Add it.",
  ],
  [
    "one id for two care plans",
    carePlans("id: burn-out", "id: after-tilt"),
    'care_plans.yaml: carePlans[4].id: expected each id once, came "after-tilt", as in carePlans[0]. Choose another.',
  ],
  [
    "a role that speaks by the rules of calls",
    assistant("prompt: mentor", "prompt: voice"),
    'assistant.yaml: personas[1].prompt: expected the name of a prompt (mentor, partner or psychologist), came "voice". Correct the name, or add the file to prompts/.',
  ],
  [
    "no system prompt",
    { "community/prompts/system.md": null },
    "prompts/system.md: there is no such file. Copy it from the community folder that ships with Sfera, or set COMMUNITY_DIR to your pack.",
  ],
  [
    "an empty prompt",
    { "community/prompts/mentor.md": " \n" },
    "prompts/mentor.md: expected instructions for the model, came an empty file. Write them, or remove the file.",
  ],
];

for (const [what, files, ...lines] of TABLE) {
  Deno.test(`pack: ${what}`, async () => {
    assert.deepEqual(await problems({}, files), lines.map((line) => `community/${line}`));
  });
}

Deno.test("a folder that cannot be read says so without the system's own words", async () => {
  assert.deepEqual(await problems({}, {}, new Deno.errors.PermissionDenied("open '/secret'")), [
    "community/prompts: cannot be read (PermissionDenied). Let Sfera read it.",
  ]);
});

Deno.test("a zone is known by each of its names", async () => {
  for (const name of ["Asia/Kolkata", "Asia/Calcutta", "UTC", "America/Argentina/Buenos_Aires"]) {
    const { community } = await read({}, assistant("Europe/Moscow", name));
    assert.equal(community.assistant.timeZone, name);
  }
});

Deno.test("trigger words are compared without regard to capitals", async () => {
  const { community } = await read({}, assistant("- почему", "- ' Почему '"));
  assert.ok(community.assistant.personas[1]?.triggers.ru.includes("почему"));
});

Deno.test("a pack may do without care plans", async () => {
  const { community } = await read({}, { "community/care_plans.yaml": null });
  assert.deepEqual(community.carePlans, []);
});

Deno.test("what is sold comes with what was not written: no packs, crypto only, gifts", async () => {
  const { community } = await read({}, {
    "community/plans.yaml": NOTHING_SOLD.replace("{ stars: true }", "{ referral: null }"),
  });
  assert.deepEqual(community.packs, []);
  assert.deepEqual(community.sales, {
    crypto: true,
    stars: false,
    starsSubscriptions: false,
    gifts: true,
    referral: null,
    shortPayment: "top_up",
    accuracyPercent: 1,
    invoiceMinutes: 60,
  });
  const [free] = community.plans;
  assert.deepEqual([free!.trialDays, free!.graceDays], [0, 0]);
});

Deno.test("a third plan of the example is sold by its lines alone", async () => {
  const text = shipped.get("community/plans.yaml")!;
  const example = text.slice(text.indexOf("  # - id: max"), text.indexOf("\n# Minutes of calls"));
  const written = example.replaceAll(/^ {2}# ?/gm, "  ");
  const { community } = await read({}, plans(example, written));
  assert.deepEqual(
    community.plans.map(({ id, rank }) => `${id} ${rank}`),
    ["free 0", "pro 1", "max 2"],
  );
});
