/** Sends a commit to the store; each call sends the same checks and mutations once more. */
export type SendCommit = () => Promise<Deno.KvCommitResult | Deno.KvCommitError>;

/**
 * A KV whose atomic commits go through `hook`, which may send them late, twice or never.
 *
 * It has what the transaction tool uses; there is no `sum`, `min`, `max` or `enqueue`.
 */
export function interceptCommits(
  kv: Deno.Kv,
  hook: (send: SendCommit) => ReturnType<SendCommit>,
): Deno.Kv {
  const wrapper = {
    get: (key: Deno.KvKey) => kv.get(key),
    getMany: (keys: Deno.KvKey[]) => kv.getMany(keys),
    list: (selector: Deno.KvListSelector, options?: Deno.KvListOptions) =>
      kv.list(selector, options),
    atomic: () => recordedOperation(kv, hook),
    close: () => kv.close(),
  };
  return wrapper as unknown as Deno.Kv;
}

function recordedOperation(
  kv: Deno.Kv,
  hook: (send: SendCommit) => ReturnType<SendCommit>,
): Deno.AtomicOperation {
  const calls: ((operation: Deno.AtomicOperation) => void)[] = [];
  const record = (call: (operation: Deno.AtomicOperation) => void) => {
    calls.push(call);
    return operation;
  };
  const operation = {
    check: (...checks: Deno.AtomicCheck[]) => record((inner) => inner.check(...checks)),
    set: (key: Deno.KvKey, value: unknown, options?: { expireIn?: number }) =>
      record((inner) => inner.set(key, value, options)),
    delete: (key: Deno.KvKey) => record((inner) => inner.delete(key)),
    commit: () =>
      hook(() => {
        const inner = kv.atomic();
        for (const call of calls) call(inner);
        return inner.commit();
      }),
  } as unknown as Deno.AtomicOperation;
  return operation;
}
