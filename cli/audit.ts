import { type Command, type CommandDependencies, count, parseWords } from "./command.ts";

export const AUDIT_USAGE =
  `audit [--json]                  recompute access, usage and money from what was told and
                                done, and print each difference; the exit code is 1
                                where there is one`;

/** The command that `audit …` stands for, or undefined where the words do not fit. */
export function readAuditCommand(words: readonly string[]): Command | undefined {
  const read = parseWords(words, { json: { type: "boolean" } });
  if (!read || read.positionals.length > 0) return undefined;
  return (deps) => audit(Boolean(read.values.json), deps);
}

async function audit(json: boolean, { audit, print }: CommandDependencies): Promise<number> {
  const looked = await audit.run((difference) => {
    if (json) return print(JSON.stringify(difference));
    const { member, what, expected, found } = difference;
    print(`${member && `${member}: `}${what}: expected ${expected}, found ${found}`);
  });
  const { members, grants, invoices, promos, differences } = looked;
  if (json) print(JSON.stringify(looked));
  else {
    const found = differences === 0 ? "no difference" : count(differences, "difference");
    const seen = [
      count(members, "member"),
      count(grants, "grant"),
      count(invoices, "invoice"),
      count(promos, "code"),
    ];
    print(`${seen.join(", ")}: ${found}.`);
  }
  return differences === 0 ? 0 : 1;
}
