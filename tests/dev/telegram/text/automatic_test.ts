import assert from "node:assert/strict";
import fc from "fast-check";
import { addAutomaticEntities } from "../../../../dev/telegram/text/automatic.ts";
import { complete } from "../../../../dev/telegram/text/content.ts";

function found(text: string): [string, string][] {
  return addAutomaticEntities({ text, entities: [] }).entities
    .map(({ type, offset, length }) => [type, text.slice(offset, offset + length)]);
}

Deno.test("Telegram finds commands, links, addresses, mentions and hashtags", () => {
  assert.deepEqual(found("/start x"), [["bot_command", "/start"]]);
  assert.deepEqual(found("/help@sfera_box_bot, @sfera_box_bot"), [
    ["bot_command", "/help@sfera_box_bot"],
    ["mention", "@sfera_box_bot"],
  ]);
  assert.deepEqual(found("смотри https://a.example/b/c?d=@e. #итог me@a.example"), [
    ["url", "https://a.example/b/c?d=@e"],
    ["hashtag", "#итог"],
    ["email", "me@a.example"],
  ]);
  assert.deepEqual(found("and/or 1/2 привет/start #1"), []);
});

Deno.test("nothing is looked for in code and links", () => {
  const entities = [{ type: "code", offset: 0, length: 6 } as const];
  assert.deepEqual(addAutomaticEntities({ text: "/start", entities }).entities, entities);
});

Deno.test("white space at the ends goes, and the entities stay on their words", () => {
  const entities = [{ type: "bold", offset: 2, length: 5 } as const];
  assert.deepEqual(complete({ text: "  word \n", entities }), {
    text: "word",
    entities: [{ type: "bold", offset: 0, length: 4 }],
  });
});

Deno.test("entities stay inside the text, whatever it is", () => {
  const pieces = fc.constantFrom(" ", "\n", "/", "@", "#", "a", "я", "🙂", "https://x.y", "/go");
  fc.assert(
    fc.property(fc.array(pieces), (words) => {
      const { text, entities } = complete({ text: words.join(""), entities: [] });
      assert.equal(text, text.trim());
      for (const { offset, length } of entities) {
        assert.ok(offset >= 0 && length > 0 && offset + length <= text.length);
      }
    }),
  );
});
