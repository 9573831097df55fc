/** The best few of many things that have a score, without sorting them all; the best first. */
export class Best<Scored extends { score: number }> {
  readonly ranked: Scored[] = [];

  constructor(readonly most: number) {}

  /** What something has to exceed to be among them. */
  get least(): number {
    return this.ranked.length < this.most ? 0 : this.ranked.at(-1)?.score ?? Infinity;
  }

  /** Takes one in; of equals the one that came first stands first. */
  add(one: Scored): void {
    const behind = this.ranked.findIndex(({ score }) => score < one.score);
    this.ranked.splice(behind < 0 ? this.ranked.length : behind, 0, one);
    if (this.ranked.length > this.most) this.ranked.pop();
  }
}
