import assert from "node:assert/strict";
import {
  exactWordsIn,
  instructionsFor,
  roleFor,
  spoken,
  thinkAloud,
  UNHEARD,
} from "../../../../dev/gemini/live/mind.ts";

/** As a call's instructions are built: they speak of their own parts, too. */
const INSTRUCTIONS = `Ты Sfera. All roles are given below, each as
<persona>: take the one of whose \`triggers\` the member said one. <crisis> stands above all.

<persona name="psychologist" triggers="тильт, отыграться">
Слушай.
</persona>

<persona name="mentor" called="Лиса" triggers="объясни, что такое">
Учи.
</persona>

<persona name="partner" triggers="курс" default="true">
Будь рядом.
</persona>

<crisis>
Попроси позвонить по номеру из \`<emergency>\`.
<emergency country="KZ">
- Экстренная помощь: 112
</emergency>
</crisis>

<member name="Марина" language="ru"/>`;

function answer(said: string[], direction?: string): string {
  const answered = thinkAloud({
    instructions: INSTRUCTIONS,
    direction,
    contents: said.map((text, index) => ({
      role: index % 2 === 0 ? "user" : "model",
      parts: [{ text }],
    })),
    tools: [],
  });
  assert("text" in answered);
  return answered.text;
}

Deno.test("exact words are said word for word, with the quotes inside them", () => {
  const words = "Марина, осталось две минуты. Закончим «Урок про риск»?";
  assert.equal(answer(["Привет"], `Say exactly «${words}» and nothing else.`), words);
  assert.equal(answer([], `Скажи дословно: «${words}»`), words);
  assert.equal(exactWordsIn("Say exactly “Bye, Marina.”"), "Bye, Marina.");
  assert.equal(exactWordsIn("Be brief, «please»"), undefined);
});

Deno.test("a trigger word takes the role, which stays for a while", () => {
  assert.match(answer(["Я в тильте"]), /Закрой терминал/);
  assert.match(answer(["Я в тильте", "Закрой терминал.", "да, давай"]), /Что ты сейчас чувствуешь/);
  assert.doesNotMatch(answer(["да, давай"]), /чувствуешь/);
  const roles = (said: string) =>
    [...instructionsFor(INSTRUCTIONS, [said]).matchAll(/name="(\w+)"/g)]
      .map(([, name]) => name);
  assert.deepEqual(roles("Объясни маржу"), ["mentor"]);
  assert.deepEqual(roles("Привет"), ["partner"]);
});

Deno.test("self-harm comes before every role, and names the number of the instructions", () => {
  assert.match(answer(["Я в тильте и не хочу больше жить"]), /по номеру 112/);
  assert.doesNotMatch(answer(["Привет"]), /112/);
  const alone = '<emergency country="KZ">\n- Телефон: 150\n</emergency>';
  assert.equal(instructionsFor(alone, ["Привет"]), alone);
});

Deno.test("a voice without words is told so, in the member's language", () => {
  assert.match(answer([UNHEARD]), /не разбираю слов/);
  assert.match(answer(["Hello there", "Hello.", UNHEARD]), /I make out no words/);
});

Deno.test("asked to begin where nothing was said, it greets", () => {
  assert.equal(answer([]), "Привет, Марина. Рада тебя видеть. Чем сегодня займёмся?");
});

Deno.test("asked to go on after its own words, it does not answer twice", () => {
  const goOn = "The connection is back. Go on where the talk stopped.";
  assert.equal(answer(["Привет", "Привет, Марина."], goOn), "Я здесь, продолжим.");
  assert.match(answer(["Привет"], goOn), /^Привет, Марина/);
});

Deno.test("names of variables are not spoken", () => {
  const said = answer(["Расскажи про свечи"]);
  assert.doesNotMatch(said, /GEMINI_API_KEY|\.env/);
  assert.match(said, /Настоящие ответы включает ключ Gemini\.$/);
});

Deno.test("what only an eye can read is not spoken", () => {
  assert.equal(
    spoken("**Стоп** это защита [1].\n- раз\n- [курс](https://a.b/c)\n`код`"),
    "Стоп это защита. раз курс код",
  );
});

Deno.test("the role of an answer is told by the instructions and the words", () => {
  assert.equal(roleFor(INSTRUCTIONS, ["Я в тильте"]), "psychologist");
  assert.equal(roleFor(INSTRUCTIONS, ["Я в тильте", "какой курс"]), "partner");
  assert.equal(roleFor(INSTRUCTIONS, []), "partner");
  assert.equal(roleFor(INSTRUCTIONS, ["не хочу жить", "какой курс"]), "crisis");
  assert.equal(roleFor("Be brief.", ["Я в тильте"]), undefined);
});

Deno.test("the name is asked for once in a call", () => {
  const asked = (contents: string[]) => {
    const answered = thinkAloud({
      instructions: INSTRUCTIONS.replace(' name="Марина"', "") + "\n\n<ask_name/>",
      contents: contents.map((text, index) => ({
        role: index % 2 === 0 ? "user" : "model",
        parts: [{ text }],
      })),
      tools: [],
    });
    assert("text" in answered);
    return answered.text.includes("Как тебя зовут?");
  };
  assert.equal(asked(["Спасибо"]), true);
  assert.equal(asked(["Спасибо", "Пожалуйста. Как тебя зовут?", "Спасибо"]), false);
});
