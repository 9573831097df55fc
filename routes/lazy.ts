import type { Env, Input, MiddlewareHandler } from "hono";
import { once } from "../domain/once.ts";

/**
 * A handler that is loaded at its first request.
 *
 * A start is ready sooner without the code that only some requests need, above all zod (16 ms).
 */
export function lazily<E extends Env, Path extends string, In extends Input>(
  load: () => Promise<MiddlewareHandler<E, Path, In>>,
): MiddlewareHandler<E, Path, In> {
  const handler = once(load);
  return async (context, next) => (await handler())(context, next);
}
