/** Ports that systems give out by themselves lie above, on Linux from 32768. */
const [FIRST, LAST] = [20_000, 32_000];
const TRIES = 100;

/**
 * A port of `hostname` on which nothing listens, for a program that must be told its own.
 *
 * It is none that the system gives to whoever asks for any, so nobody is likely to take it before
 * that program does, or while that program is started anew.
 */
export function freePort(hostname: string): number {
  for (let attempt = 1;; attempt++) {
    const port = FIRST + Math.floor(Math.random() * (LAST - FIRST));
    try {
      Deno.listen({ hostname, port }).close();
      return port;
    } catch (error) {
      if (attempt === TRIES) throw error;
    }
  }
}
