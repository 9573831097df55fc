import { dirname } from "node:path";
import { AppError } from "../domain/errors.ts";
import { type PromoTerms, promoTerms, type PromoWords } from "../domain/new_promo.ts";
import { canonicalCode } from "../domain/promo_code.ts";
import { CODES_AT_ONCE } from "../services/promo_codes.ts";
import { type CommandDependencies, count } from "./command.ts";
import { benefitText } from "./promo_text.ts";

/** Most codes that one file holds. */
const MOST_CODES = 1_000_000;
const HEADER = "code,brings,offers,campaign,from,until,uses,rules";

/** Codes that are to be made in bulk. */
export interface BulkRequest {
  /** How many, as it was written. */
  number: string;
  words: PromoWords;
  csv: string;
  json: boolean;
  by: string;
}

/**
 * Makes codes and writes them to a file, a batch at a time.
 *
 * A batch is in the file, and on the disk, before it is in the store: so no code that could be used
 * is unknown. The same command with the same file keeps what a crash left out, and goes on behind it.
 */
export async function makeBulk(
  { number, words, csv, json, by }: BulkRequest,
  { promos, community, print }: CommandDependencies,
): Promise<void> {
  const wanted = numberOf(number);
  const terms = { ...promoTerms(words, community) };
  terms.maxUses ??= 1;
  using file = await openFile(csv);
  await file.lock(true);
  const rest = restOfLine(terms);
  const known = await readCodes(file, csv, rest);
  if (known.length > wanted) {
    throw bad(`expected at least the ${known.length} codes that ${csv} holds, came ${wanted}`);
  }
  await promos.keep(known, terms, by);
  for (let made = known.length; made < wanted;) {
    const some = promos.make(Math.min(CODES_AT_ONCE, wanted - made));
    await append(file, some.map((code) => `${code},${rest}\n`).join(""));
    await promos.keep(some, terms, by);
    made += some.length;
  }
  const made = wanted - known.length;
  if (json) return print(JSON.stringify({ codes: wanted, made, csv, campaign: terms.campaign }));
  const before = known.length > 0 ? `, ${known.length} were there before` : "";
  print(`${count(wanted, "code")} in ${csv}: ${benefitText(terms)}${before}.`);
  print("Whoever has the file has the codes: keep it safe.");
}

function numberOf(text: string): number {
  const number = /^\d{1,7}$/.test(text) ? Number(text) : 0;
  if (number >= 1 && number <= MOST_CODES) return number;
  throw bad(
    `expected a whole number of codes from 1 to ${MOST_CODES}, came "${text.slice(0, 40)}"`,
  );
}

/** What stands behind each code; the same for all of a file. */
function restOfLine(terms: PromoTerms): string {
  const { offers, campaign, validFrom, validUntil, maxUses } = terms;
  const iso = (at: number | null) => at === null ? "" : new Date(at).toISOString();
  const rules = [terms.oncePerMember && "once", terms.firstPurchaseOnly && "first"];
  return [
    benefitText(terms),
    (offers ?? []).join(" "),
    campaign ?? "",
    iso(validFrom),
    iso(validUntil),
    maxUses,
    rules.filter(Boolean).join(" "),
  ].map((field) => /[",]/.test(`${field}`) ? `"${`${field}`.replaceAll('"', '""')}"` : field)
    .join(",");
}

async function openFile(path: string): Promise<Deno.FsFile> {
  try {
    await Deno.mkdir(dirname(path), { recursive: true });
    return await Deno.open(path, { read: true, write: true, create: true, mode: 0o600 });
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) {
      throw bad(
        `--csv: expected a file below ./data, where this command may write, came "${path}"`,
      );
    }
    throw bad(`--csv: ${path} cannot be written: ${(error as Error).message}`);
  }
}

/** The codes of a file; a line that a crash tore is cut off: its batch never got into the store. */
async function readCodes(file: Deno.FsFile, path: string, rest: string): Promise<string[]> {
  const { size } = await file.stat();
  const bytes = new Uint8Array(size);
  for (let read = 0; read < size;) read += await file.read(bytes.subarray(read)) ?? size;
  const whole = bytes.lastIndexOf(0x0a) + 1;
  const lines = new TextDecoder().decode(bytes.subarray(0, whole)).split("\n").slice(0, -1);
  const isTorn = lines.length === 0 && !`${HEADER}\n`.startsWith(new TextDecoder().decode(bytes));
  if (isTorn || (lines.length > 0 && lines[0] !== HEADER)) {
    throw bad(`--csv: expected a new file, or one that this command has made, came ${path}`);
  }
  await file.truncate(whole);
  await file.seek(0, Deno.SeekMode.End);
  if (lines.length === 0) await append(file, `${HEADER}\n`);
  return lines.slice(1).map((line, place) => codeOf(line, rest, `${path}, line ${place + 2}`));
}

function codeOf(line: string, rest: string, where: string): string {
  const [code = ""] = line.split(",", 1);
  if (canonicalCode(code) !== code || line !== `${code},${rest}`) {
    throw bad(`${where}: expected a code with what is asked for now, "${rest}"`);
  }
  return code;
}

async function append(file: Deno.FsFile, text: string): Promise<void> {
  const bytes = new TextEncoder().encode(text);
  for (let written = 0; written < bytes.length;) {
    written += await file.write(bytes.subarray(written));
  }
  await file.sync();
}

function bad(reason: string): AppError {
  return new AppError("bad_request", { reason });
}
