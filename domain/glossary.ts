import { stem, stemsOf } from "./words.ts";

/** The words of texts as a search compares them, where words that mean the same are one. */
export interface Glossary {
  /** All by which a text can be found: its words, and every equivalent in it. */
  tokensOf(text: string): string[];
  /**
   * What a question asks for: each longest equivalent in it counts as one word, and words that only
   * put a question are left out.
   */
  queryTokensOf(text: string): string[];
}

interface Member {
  stems: string[];
  token: string;
}

/**
 * Makes a glossary of groups of equivalents, in any languages and of any number of words.
 *
 * A member is found in all of its forms. One that stands in two groups belongs to the first.
 */
export function createGlossary(groups: readonly (readonly string[])[]): Glossary {
  const byFirst = new Map<string, Member[]>();
  groups.forEach((group, index) => {
    for (const stems of group.map(stemsOf)) {
      if (stems.length === 0) continue;
      const known = byFirst.get(stems[0]!) ?? [];
      if (known.some((member) => member.stems.join(" ") === stems.join(" "))) continue;
      // No word looks like this one, because a word has letters and digits alone.
      known.push({ stems, token: `=${index}` });
      byFirst.set(stems[0]!, known.sort((one, other) => other.stems.length - one.stems.length));
    }
  });

  /** The members that begin at a place of a text, the longest first. */
  const membersAt = (stems: readonly string[], at: number): Member[] =>
    (byFirst.get(stems[at]!) ?? []).filter((member) =>
      member.stems.every((stem, index) => stems[at + index] === stem)
    );

  return {
    tokensOf(text) {
      const stems = stemsOf(text);
      return stems.flatMap((stem, at) => {
        const members = membersAt(stems, at);
        const tokens = members.map(({ token }) => token);
        const isOneWord = members.some((member) => member.stems.length === 1);
        return isOneWord ? [...new Set(tokens)] : [stem, ...tokens];
      });
    },
    queryTokensOf(text) {
      const stems = stemsOf(text);
      const tokens = new Set<string>();
      for (let at = 0; at < stems.length;) {
        const [longest] = membersAt(stems, at);
        if (longest || !ASKING.has(stems[at]!)) tokens.add(longest?.token ?? stems[at]!);
        at += longest?.stems.length ?? 1;
      }
      return [...tokens];
    },
  };
}

/** Whether a token stands for a group of the glossary. */
export function isTerm(token: string): boolean {
  return token.startsWith("=");
}

/** What a question is put with, beside the common words that no text is found by. */
const ASKING = new Set(
  ("весь вообще друг другой значит каждый которая который много научи нужен объясни объяснить один " +
    "означает пожалуйста подробно подскажи помоги понимаю понять потом почти привет просто работает " +
    "расскажи рассказать скажи слушай совсем теперь " +
    "again always another because before both come describe does doesn don down during enough " +
    "explain first get go hello help hi please show teach tell understand " +
    "going good got happen here isn keep know let ll m make many mean more most much need off ok " +
    "okay once one out over own re really same still such take thing until up ve very want way " +
    "while work").split(" ").map(stem),
);
