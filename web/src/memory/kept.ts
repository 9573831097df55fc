/** The facts of the last visit, kept on the device: without a network they are still there to read. */
import type { FactView } from "../../../routes/schemas.ts";

type Store = Pick<Storage, "getItem" | "setItem">;

const keyOf = (memberId: string) => `sfera.memory.1.${memberId}`;

/** What is kept for this member; null if nothing, or nothing sound. */
export function keptFacts(store: Store | null, memberId: string): FactView[] | null {
  try {
    const kept = JSON.parse(store?.getItem(keyOf(memberId)) ?? "null") as FactView[] | null;
    const sound = Array.isArray(kept) &&
      kept.every((fact) => typeof fact.id === "string" && Array.isArray(fact.earlier));
    return sound ? kept : null;
  } catch {
    return null;
  }
}

/** Keeps them; a storage that refuses is no reason to stop. */
export function keepFacts(store: Store | null, memberId: string, facts: FactView[]): void {
  try {
    store?.setItem(keyOf(memberId), JSON.stringify(facts));
  } catch {
    // A visit without a network then starts empty, that is all.
  }
}

/** Removes all that the app keeps for this member in a browser's storage; others keep theirs. */
export function emptyStore(
  store: Pick<Storage, "length" | "key" | "removeItem"> | null,
  memberId: string,
): void {
  if (!store) return;
  // The names first: removing moves the others up.
  const names = Array.from({ length: store.length }, (_, at) => store.key(at) ?? "");
  for (const name of names) {
    if (name.startsWith("sfera.") && name.endsWith(`.${memberId}`)) store.removeItem(name);
  }
}
