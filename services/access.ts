import { listGrants } from "../db/granted.ts";
import type { RangeReader } from "../db/reader.ts";
import { type Access, accessOf } from "../domain/access.ts";
import type { Community } from "../domain/community.ts";

/** What a member has at a moment, by their grants as the reader sees them. */
export async function readAccess(
  reader: RangeReader,
  { plans }: Pick<Community, "plans">,
  memberId: string,
  now: number,
): Promise<Access> {
  return accessOf(plans, await listGrants(reader, memberId), now);
}
