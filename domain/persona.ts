import type { Persona } from "./community.ts";

/**
 * Picks the persona that answers: the first whose trigger stands in the text, else the default one.
 *
 * A trigger matches at the start of a word, so that «страх» also finds «страхе». Triggers of all
 * languages are looked for, because a member may mix them.
 */
export function choosePersona(personas: readonly Persona[], text: string): Persona {
  const words = plain(text);
  const triggered = personas.filter((persona) => !persona.default).find((persona) =>
    Object.values(persona.triggers).flat().some((trigger) =>
      words.includes(plain(trigger).trimEnd())
    )
  );
  const chosen = triggered ?? personas.find((persona) => persona.default) ?? personas[0];
  if (!chosen) throw new Error("expected at least one persona, got none");
  return chosen;
}

function plain(text: string): string {
  return ` ${text.toLowerCase().replaceAll("ё", "е").replace(/[^\p{L}\p{N}]+/gu, " ").trim()} `;
}
