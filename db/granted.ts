import type { Grant } from "../domain/grant.ts";
import { keys } from "./keys.ts";
import { listRange, type RangeReader } from "./reader.ts";

/** All grants of a member; in a transaction, none comes or goes until its commit. */
export async function listGrants(reader: RangeReader, memberId: string): Promise<Grant[]> {
  const found = await listRange<Grant>(reader, { prefix: keys.grants(memberId) });
  return found.map(({ value }) => value);
}
