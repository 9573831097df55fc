import { formatMoney } from "../domain/money.ts";
import type { MoneyStory } from "../services/member_money.ts";
import { type CommandDependencies, count, formatMoment } from "./command.ts";

const TRIALS = {
  open: "not had yet",
  gone: "had, or a plan was paid for",
  none: "no plan has one",
} as const;

/** Prints what a member has bought, was given and brought; nothing where there is nothing. */
export function printMoney(
  story: MoneyStory,
  { print, timeZone }: Pick<CommandDependencies, "print" | "timeZone">,
): void {
  const { trial, packs, invoices, credits, gifts, invitedBy, invited, invitedPaid } = story;
  const line = (fact: string, value: string) => print(`${fact.padEnd(13)}${value}`);
  line("Trial", TRIALS[trial]);
  for (const { name, minutesLeft, until, grantId } of packs) {
    const end = until === null ? "for ever" : `until ${formatMoment(until, timeZone)}`;
    line("Pack", `${name.en}: ${count(minutesLeft, "minute")} left, ${end} (${grantId})`);
  }
  for (const { id, state, name, gift, price, promoCode, createdAt } of invoices) {
    const what = `${name.en}${gift ? " as a gift" : ""} for ${formatMoney(price, "en")}`;
    const code = promoCode === null ? "" : ` with ${promoCode}`;
    line("Invoice", `${id}: ${what}${code}, ${state}, of ${formatMoment(createdAt, timeZone)}`);
  }
  for (const { source, ...money } of credits) {
    line("Credit", `${formatMoney(money, "en")} ${source}`);
  }
  for (const { code, name, days, redeemed, takenBack } of gifts) {
    const became = takenBack ? "taken back" : redeemed ? "redeemed" : "not redeemed yet";
    line("Gift", `${code} ${name.en} for ${count(days, "day")}, ${became}`);
  }
  if (invitedBy !== null) line("Invited by", invitedBy);
  if (invited > 0) line("Invited", `${count(invited, "member")}, of whom ${invitedPaid} paid`);
}
