import { isQuestion, tells } from "./asking.ts";
import { Best } from "./best.ts";
import { SILENCE } from "./conversation.ts";
import { monthsIn } from "./months.ts";
import { beginsAlike, isMisspelt } from "./spelling.ts";
import { synonymsOf } from "./synonyms.ts";
import { stemsOf, wordsOf } from "./words.ts";

/** What is indexed of a turn; the words themselves stay in the store. */
export interface IndexedTurn {
  sequence: number;
  role: "member" | "assistant";
  text: string;
  /** When it was said; milliseconds since the Unix epoch. */
  at: number;
}

/** A question, as an index understands it: for each of its words, what may stand for it. */
export interface PreparedQuery {
  groups: {
    weights: Map<string, number>;
    /** How much the word counts among the others; together they are 1. */
    share: number;
  }[];
  /** The months that are asked for, 0 to 11; none where it does not matter when. */
  months: ReadonlySet<number>;
}

export interface Ranked {
  sequence: number;
  /** From 0: 1 is a turn of common length that has each word of the question once. */
  score: number;
}

/*
 * BM25 (Robertson and Zaragoza, 2009) with the usual figures; the rest are boosts that say what is
 * likely to answer. Turns are short, so their length counts for less than in documents.
 */
const SATURATION = 1.2;
const LENGTH_SHARE = 0.3;
/** What the member said is more often asked for than what she answered. */
const OF_MEMBER = 1.25;
/** A question shares the words that are asked for, and does not answer them. */
const OF_QUESTION = 0.7;
/**
 * People name a thing once and then speak of "it": a word still counts for the turns after it, and
 * somewhat for those before, less with each turn, within one conversation.
 */
const CARRIED_ON = 0.65;
const CARRIED_BACK = 0.5;
/** A word that is close to the one asked for counts for this much. */
const BEGINS_ALIKE = 0.6;
const MISSPELT = 0.7;
const SYNONYM = 0.6;
/** What shares but a few of the words counts for less, down to this much. */
const LEAST_COVERAGE = 0.5;
/** Each further turn of one conversation counts for less: the answer may stand in another. */
const SAME_TALK = 0.9;
const CANDIDATES = 10;
const MOST_TEXTS = 600;
/** Said in the month or season that is asked for. */
const IN_SEASON = 1.3;

/* What kinds of turn there are, a bit for each. */
const MEMBER = 1;
const QUESTION = 2;
/** It belongs to the conversation of the turn before it. */
const GOES_ON = 4;

/** The stems of a question that tell what is asked for, each once; none where nothing is. */
export function stemsAskedFor(query: string): string[] {
  return [...new Set(wordsOf(query).filter(tells).flatMap(stemsOf))];
}

/** An index of one member's turns, in memory, to which turns are added in their order. */
export class TurnIndex {
  readonly #sequences: number[] = [];
  readonly #lengths: number[] = [];
  readonly #moments: number[] = [];
  /** The number of the first turn of each turn's conversation. */
  readonly #talks: number[] = [];
  /** A bit for each kind of a turn. */
  readonly #kinds: number[] = [];
  /** For each stem: number of a turn, how often it stands there, and so on. */
  readonly #postings = new Map<string, number[]>();
  /** The stems by their first letter, to look for those that are alike. */
  readonly #byLetter = new Map<string, string[]>();
  /** The stems of texts that were scored. */
  readonly #texts = new Map<string, string[]>();
  #words = 0;

  /** How many turns it holds. */
  get size(): number {
    return this.#sequences.length;
  }

  /** Adds a turn; its sequence is higher than those before. */
  add({ sequence, role, text, at }: IndexedTurn): void {
    const number = this.#sequences.push(sequence) - 1;
    const stems = stemsOf(text);
    this.#lengths.push(stems.length);
    this.#moments.push(at);
    const last = this.#moments[number - 1];
    const goesOn = last !== undefined && at - last < SILENCE;
    this.#talks.push(goesOn ? this.#talks[number - 1]! : number);
    this.#kinds.push(
      (goesOn ? GOES_ON : 0) | (role === "member" ? MEMBER : 0) | (isQuestion(text) ? QUESTION : 0),
    );
    this.#words += stems.length;
    const counts = new Map<string, number>();
    for (const stem of stems) counts.set(stem, (counts.get(stem) ?? 0) + 1);
    for (const [stem, count] of counts) this.#addPosting(stem, number, count);
  }

  #addPosting(stem: string, number: number, count: number): void {
    const known = this.#postings.get(stem);
    if (known) return void known.push(number, count);
    this.#postings.set(stem, [number, count]);
    const alike = this.#byLetter.get(stem[0]!);
    if (alike) alike.push(stem);
    else this.#byLetter.set(stem[0]!, [stem]);
  }

  /** Reads a question: what its words are, what else they may be called, and how rare they are. */
  prepare(query: string): PreparedQuery {
    const groups = stemsAskedFor(query).map((stem) => {
      const weights = this.#alike(stem);
      const found = this.#countTurns(weights);
      return { weights, rarity: Math.log(1 + (this.size - found + 0.5) / (found + 0.5)) };
    });
    const all = groups.reduce((sum, { rarity }) => sum + rarity, 0);
    return {
      groups: groups.map(({ weights, rarity }) => ({ weights, share: rarity / all })),
      months: monthsIn(query),
    };
  }

  /**
   * The turns that fit a question best, of those before a sequence number; with `exact` only those
   * that have a word of it themselves.
   */
  search(
    query: PreparedQuery,
    options: { limit: number; before?: number; exact?: boolean },
  ): Ranked[] {
    const end = this.#numberOf(options.before ?? Infinity);
    const scores = new Float64Array(end);
    const covered = new Float64Array(end);
    for (const { weights, share } of query.groups) {
      const own = this.#strengths(weights, end);
      const strengths = options.exact ? own : this.#carry(own);
      for (let number = 0; number < end; number += 1) {
        const strength = strengths[number]!;
        if (strength === 0) continue;
        scores[number]! += share * strength;
        covered[number]! += share * Math.min(1, strength);
      }
    }
    const best = new Best<Ranked>(CANDIDATES * options.limit);
    // From the end, so that of equals the newer is there first.
    for (let number = end - 1; number >= 0; number -= 1) {
      if (scores[number] === 0) continue;
      const score = scores[number]! * coverage(covered[number]!) * this.#prior(number, query);
      if (score > best.least) best.add({ sequence: this.#sequences[number]!, score });
    }
    return this.#varied(best.ranked, options.limit);
  }

  /** The best of some, each conversation counting for less the more of it is there already. */
  #varied(ranked: readonly Ranked[], limit: number): Ranked[] {
    const taken = new Map<number, number>();
    const left = ranked.map((one) => ({
      ...one,
      talk: this.#talks[this.#numberOf(one.sequence)]!,
    }));
    const varied: Ranked[] = [];
    while (varied.length < limit && left.length > 0) {
      let [best, most] = [0, 0];
      left.forEach(({ score, talk }, index) => {
        const worth = score * SAME_TALK ** (taken.get(talk) ?? 0);
        if (worth > most) [best, most] = [index, worth];
      });
      const [{ sequence, talk }] = left.splice(best, 1) as [typeof left[number]];
      taken.set(talk, (taken.get(talk) ?? 0) + 1);
      varied.push({ sequence, score: most });
    }
    return varied;
  }

  /** How well a text that is not indexed fits, to be compared with the scores of turns. */
  score(query: PreparedQuery, text: string): number {
    const stems = this.#stemsOfText(text);
    let [score, covered] = [0, 0];
    for (const { weights, share } of query.groups) {
      const count = stems.reduce((sum, stem) => sum + (weights.get(stem) ?? 0), 0);
      if (count === 0) continue;
      score += share * this.#saturated(count, stems.length);
      covered += share;
    }
    return score * OF_MEMBER * coverage(covered);
  }

  /** The same facts are scored for every question. */
  #stemsOfText(text: string): string[] {
    const known = this.#texts.get(text);
    if (known) return known;
    if (this.#texts.size >= MOST_TEXTS) this.#texts.clear();
    const stems = stemsOf(text);
    this.#texts.set(text, stems);
    return stems;
  }

  /** How strongly each turn has one word of a question. */
  #strengths(weights: Map<string, number>, end: number): Float64Array {
    const strengths = new Float64Array(end);
    for (const [stem, weight] of weights) {
      const postings = this.#postings.get(stem) ?? [];
      for (let at = 0; at < postings.length && postings[at]! < end; at += 2) {
        strengths[postings[at]!]! += weight * postings[at + 1]!;
      }
    }
    for (let number = 0; number < end; number += 1) {
      const count = strengths[number]!;
      if (count > 0) strengths[number] = this.#saturated(count, this.#lengths[number]!);
    }
    return strengths;
  }

  /** Carries a word on to the turns around it. */
  #carry(own: Float64Array): Float64Array {
    const carried = own.slice();
    for (let number = 1; number < own.length; number += 1) {
      if (!(this.#kinds[number]! & GOES_ON)) continue;
      carried[number] = Math.max(carried[number]!, CARRIED_ON * carried[number - 1]!);
    }
    let back = 0;
    for (let number = own.length - 1; number >= 0; number -= 1) {
      back = Math.max(own[number]!, CARRIED_BACK * back);
      carried[number] = Math.max(carried[number]!, back);
      if (!(this.#kinds[number]! & GOES_ON)) back = 0;
    }
    return carried;
  }

  /** How likely a turn is to be what somebody asks for, whatever it is about. */
  #prior(number: number, { months }: PreparedQuery): number {
    const kind = this.#kinds[number]!;
    const then = months.size > 0 && months.has(new Date(this.#moments[number]!).getUTCMonth());
    return (kind & MEMBER ? OF_MEMBER : 1) * (kind & QUESTION ? OF_QUESTION : 1) *
      (then ? IN_SEASON : 1);
  }

  #saturated(count: number, length: number): number {
    const average = this.#words / Math.max(this.size, 1) || 1;
    const share = 1 - LENGTH_SHARE + LENGTH_SHARE * length / average;
    return count * (SATURATION + 1) / (count + SATURATION * share);
  }

  /** The stems that may stand for one: itself, what means the same, begins alike, is meant by it. */
  #alike(stem: string): Map<string, number> {
    const weights = new Map<string, number>();
    for (const other of synonymsOf(stem)) weights.set(other, SYNONYM);
    const near = this.#byLetter.get(stem[0]!) ?? [];
    for (const other of near) if (beginsAlike(stem, other)) weights.set(other, BEGINS_ALIKE);
    if (!this.#postings.has(stem)) {
      for (const other of near) if (isMisspelt(stem, other)) weights.set(other, MISSPELT);
    }
    return weights.set(stem, 1);
  }

  #countTurns(weights: Map<string, number>): number {
    const found = new Set<number>();
    for (const stem of weights.keys()) {
      const postings = this.#postings.get(stem) ?? [];
      for (let at = 0; at < postings.length; at += 2) found.add(postings[at]!);
    }
    return found.size;
  }

  /** The number of the first turn that is not before a sequence. */
  #numberOf(sequence: number): number {
    let [low, high] = [0, this.size];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#sequences[middle]! < sequence) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** What a text counts for that has this share of what is asked for. */
function coverage(covered: number): number {
  return LEAST_COVERAGE + (1 - LEAST_COVERAGE) * covered;
}
