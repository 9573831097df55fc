import assert from "node:assert/strict";
import fc from "fast-check";
import { embed } from "../../../dev/gemini/embedding.ts";

const likeness = (one: string, other: string, dimensions = 768) => {
  const vector = embed(other, dimensions);
  return embed(one, dimensions).reduce((sum, value, at) => sum + value * vector[at]!, 0);
};

const closer: [text: string, near: string, far: string][] = [
  ["я торгую биткоином", "торговля биткоинами", "погода в Москве"],
  ["еду в отпуск в мае", "отпуск в мае", "не люблю кофе"],
  ["I trade oil futures", "trading futures on oil", "my cat is black"],
  ["ещё раз про налоги", "еще про налог", "музыка по утрам"],
];

for (const [text, near, far] of closer) {
  Deno.test(`«${text}» is closer to «${near}» than to «${far}»`, () => {
    assert.ok(likeness(text, near) > likeness(text, far) + 0.1);
  });
}

Deno.test("any text gives a vector of length one and of the size asked for, always the same", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "grapheme" }),
      fc.integer({ min: 1, max: 3072 }),
      (text, size) => {
        const vector = embed(text, size);
        assert.equal(vector.length, size);
        assert.ok(Math.abs(Math.hypot(...vector) - 1) < 1e-9);
        assert.deepEqual(embed(text, size), vector);
      },
    ),
  );
});
