import assert from "node:assert/strict";
import { AppError } from "../../domain/errors.ts";
import type { Transaction } from "../../db/tx.ts";

/** A key for tests that need just one. */
export const KEY = ["key"];

/** What the tests expect of a failing call: the code, and what is known of the outcome. */
export function failsWith(code: string, outcome?: string) {
  return (error: unknown) => {
    assert.ok(error instanceof AppError, String(error));
    assert.deepEqual([error.code, error.details.outcome], [code, outcome]);
    return true;
  };
}

/** A transaction that writes a value without reading. */
export function setting(value: unknown): (tx: Transaction) => Promise<unknown> {
  return (tx) => {
    tx.set(KEY, value);
    return Promise.resolve(value);
  };
}

/** A transaction that counts. */
export async function increment(tx: Transaction): Promise<number> {
  const value = (await tx.get<number>(KEY) ?? 0) + 1;
  tx.set(KEY, value);
  return value;
}
