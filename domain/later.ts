/**
 * Names a module that is imported when it is first needed.
 *
 * Before the first line runs, Deno reads the code of every import that it can see, those in
 * functions too; one whose name is made by a call it cannot see. What only a later request needs
 * would make a start take twice as long (`deno task bench --only start`). The type of the module is
 * to be written beside it: `await import(later("./x.ts")) as typeof import("./x.ts")`.
 */
export function later(specifier: string): string {
  return specifier;
}
