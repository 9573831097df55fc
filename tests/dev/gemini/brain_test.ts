import assert from "node:assert/strict";
import type { Content } from "../../../dev/gemini/protocol.ts";
import { callsAfter, said, step, tool, wordsWith } from "../../kit/brain.ts";

const asked = {
  ru: [said("model", "Привет. Как тебя зовут?")],
  en: [said("model", "Hello. What is your name?")],
};

const names: [message: string, name: string | undefined, before?: Content[]][] = [
  ["меня зовут Артём", "Артём"],
  ["Привет, меня зовут артём", "Артём"],
  ["Я Артём", "Артём"],
  ["Привет. Я — Анна-Мария.", "Анна-Мария"],
  ["зови меня Тёма", "Тёма"],
  ["Можешь звать меня просто Саша", "Саша"],
  ["Моё имя Ольга", "Ольга"],
  ["My name is Artem", "Artem"],
  ["Hi, I'm Artem", "Artem"],
  ["I am Kate O'Neil", "Kate"],
  ["call me Sam", "Sam"],
  ["Артём", "Артём", asked.ru],
  ["артём", "Артём", asked.ru],
  ["просто Саша", "Саша", asked.ru],
  ["я оля", "Оля", asked.ru],
  ["Artem.", "Artem", asked.en],
  ["it's sam", "Sam", asked.en],
  ["Артём", undefined],
  ["я не знаю", undefined, asked.ru],
  ["не скажу", undefined, asked.ru],
  ["да", undefined, asked.ru],
  ["зачем тебе", undefined, asked.ru],
  ["привет", undefined, asked.ru],
  ["я думаю", undefined, asked.ru],
  ["сколько стоит биткоин?", undefined, asked.ru],
  ["я думаю, что рынок упадёт", undefined],
  ["я трейдер", undefined],
  ["меня зовут на работу", undefined],
  ["I'm fine", undefined, asked.en],
  ["I am losing money", undefined],
  ["I'm Losing", undefined],
  ["call me later", undefined],
  ["no", undefined, asked.en],
  ["как меня зовут?", undefined],
  ["what is my name?", undefined],
];

for (const [message, name, before] of names) {
  Deno.test(`name in «${message}»${before ? " when asked" : ""}: ${name ?? "none"}`, () => {
    const calls = callsAfter(message, { before }).filter(({ name }) => name === "save_user_name");
    const expected = name === undefined ? [] : [{ name: "save_user_name", arguments: { name } }];
    assert.deepEqual(calls, expected);
  });
}

const facts: [message: string, section: string | undefined, content?: string][] = [
  ["запомни, что у меня аллергия на орехи", "health", "у меня аллергия на орехи"],
  ["Запомни: я живу в Казани", "bio", "я живу в Казани"],
  ["Я торгую фьючерсами на нефть.", "topics", "торгую фьючерсами на нефть"],
  ["Мой план — накопить на отпуск", "plans", "Мой план — накопить на отпуск"],
  ["я люблю короткие ответы", "preferences", "люблю короткие ответы"],
  ["Я предпочитаю говорить вечером", "preferences", "предпочитаю говорить вечером"],
  ["remember that I live in Berlin", "bio", "I live in Berlin"],
  ["I trade futures", "topics", "I trade futures"],
  ["I prefer short answers.", "preferences", "I prefer short answers"],
  ["my goal is a million by summer", "plans", "my goal is a million by summer"],
  ["что будет, если я торгую без стопа?", undefined],
  ["мне скучно", undefined],
];

for (const [message, section, content] of facts) {
  Deno.test(`fact in «${message}»: ${section ?? "none"}`, () => {
    const calls = callsAfter(message).filter(({ name }) => name === "update_profile");
    assert.deepEqual(calls.map((call) => call.arguments), section ? [{ section, content }] : []);
  });
}

const calls: [message: string, name: string, args: Record<string, unknown>][] = [
  ["что я говорил про биткоин?", "recall", { query: "биткоин" }],
  ["о чём мы говорили вчера?", "recall", { query: "вчера" }],
  ["что ты обо мне помнишь?", "recall", { query: "что ты обо мне помнишь" }],
  ["помнишь, я рассказывала об отпуске?", "recall", { query: "рассказывала об отпуске" }],
  ["как меня зовут?", "recall", { query: "имя" }],
  ["what did I say about bonds?", "recall", { query: "bonds" }],
  ["do you remember my plan?", "recall", { query: "plan" }],
  ["what is my name?", "recall", { query: "name" }],
  ["сколько стоит биткоин?", "get_crypto_price", { symbol: "BTC" }],
  ["what is the price of ETH?", "get_crypto_price", { symbol: "ETH" }],
  ["какая погода в Москве?", "get_weather", { city: "Москва" }],
  ["weather in New York", "get_weather", { city: "New York" }],
  ["покажи видео про свечи", "search_video", { query: "покажи видео про свечи" }],
  ["новости рынка", "search_web", { query: "новости рынка", time_frame: "week" }],
  ["что такое стоп-лосс?", "search_knowledge_base", {
    query: "что такое стоп-лосс",
    persona: "mentor",
  }],
  ["explain leverage", "search_knowledge_base", { query: "explain leverage", persona: "mentor" }],
];

for (const [message, name, args] of calls) {
  Deno.test(`«${message}» calls ${name}`, () => {
    assert.deepEqual(callsAfter(message), [{ name, arguments: args }]);
    assert.deepEqual(callsAfter(message, { tools: [] }), [], "a tool that is not offered");
  });
}

Deno.test("two things told at once are two calls, and both are confirmed", () => {
  const words = wordsWith("Меня зовут Артём, я торгую фьючерсами", {
    save_user_name: { ok: true },
    update_profile: { ok: true },
  });
  assert.equal(
    words,
    "Приятно познакомиться, Артём. Записала в раздел «темы»: торгую фьючерсами.",
  );
});

Deno.test("what the guides say is told with the numbers of the passages", () => {
  const found = [
    { number: 1, text: "Начало. Стоп-лосс это заявка.", spoken: "по гайду «Стоп-лосс»" },
    { number: 2, text: "Стоп-лосс ставят сразу.", spoken: "по гайду «Заявки»" },
    { number: 3, text: "Третий.", spoken: "по гайду «План»" },
  ];
  assert.equal(
    wordsWith("что такое стоп-лосс?", { search_knowledge_base: { found, note: "…" } }),
    "По гайду «Стоп-лосс»: Стоп-лосс это заявка. [1] Стоп-лосс ставят сразу. [2]",
  );
});

Deno.test("a tool's choices are kept to", () => {
  const tools = [tool("update_profile", { section: { enum: ["bio"] }, content: {} })];
  const [call] = callsAfter("я торгую нефтью", { tools });
  assert.equal(call?.arguments.section, "bio");
});

const results: [
  message: string,
  responses: Record<string, Record<string, unknown>>,
  words: string,
][] = [
  [
    "меня зовут Артём",
    { save_user_name: { saved: true } },
    "Приятно познакомиться, Артём. С чего начнём?",
  ],
  ["My name is Artem", { save_user_name: {} }, "Nice to meet you, Artem. Where shall we start?"],
  [
    "меня зовут Артём",
    { save_user_name: { error: "conflict" } },
    "Имя записать не получилось, попробуй чуть позже.",
  ],
  ["I prefer tea", { update_profile: {} }, "I wrote it down under “preferences”: I prefer tea."],
  [
    "я люблю чай",
    { update_profile: { error: "x" } },
    "Записать это не получилось, попробуй чуть позже.",
  ],
  [
    "что я говорил про отпуск?",
    { recall: { results: [{ text: "Еду в отпуск в мае", at: 1 }] } },
    "Вот что я помню: «Еду в отпуск в мае».",
  ],
  [
    "what did I say about tea?",
    { recall: { facts: ["Likes tea", "Hates coffee"] } },
    "This is what I remember: “Likes tea”, “Hates coffee”.",
  ],
  ["что я говорил про отпуск?", { recall: { results: [] } }, "Об этом у меня ничего не записано."],
  ["what did I say about tea?", { recall: {} }, "I have nothing written down about that."],
  ["как меня зовут?", { recall: { results: [] } }, "Твоего имени я пока не знаю."],
  [
    "сколько стоит биткоин?",
    { get_crypto_price: { price: "64000", currency: "USD" } },
    "BTC сейчас стоит 64000 USD.",
  ],
  [
    "курс биткоина",
    { get_crypto_price: { price: "97123.45", currency: "USDT", changeOverDayPercent: "-1.42" } },
    "BTC сейчас стоит 97123,45 USDT, за сутки −1,42 %.",
  ],
  [
    "погода в Казани",
    { get_weather: { city: "Казань", temperature: 5, feelsLike: 2, description: "дождь" } },
    "Казань: +5 °C, дождь, ощущается как +2 °C.",
  ],
  [
    "видео про стопы",
    { search_video: { results: [{ title: "Где ставить стоп", snippet: "Коротко" }] } },
    "Вот что нашлось: «Где ставить стоп».",
  ],
  [
    "weather in Oslo",
    { get_weather: { temperature: -3, description: "snow" } },
    "Oslo: −3 °C, snow.",
  ],
  ["что такое стоп-лосс?", {
    search_knowledge_base: { output: { passages: [{ text: "Заявка, что ограничивает убыток" }] } },
  }, "Вот что нашлось: «Заявка, что ограничивает убыток»."],
  [
    "что такое стоп-лосс?",
    { search_knowledge_base: { passages: [] } },
    "По этому вопросу у меня нет информации.",
  ],
  [
    "новости рынка",
    { search_web: { error: "timeout" } },
    "Узнать это сейчас не получилось, попробуй чуть позже.",
  ],
];

for (const [message, responses, words] of results) {
  Deno.test(`«${message}» and ${JSON.stringify(responses)}`, () => {
    assert.equal(wordsWith(message, responses), words);
  });
}

Deno.test("the same request always gives the same answer", () => {
  for (const [message] of [...names, ...facts]) {
    assert.deepEqual(step(message), step(message));
  }
});
