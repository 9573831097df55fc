import assert from "node:assert/strict";
import fc from "fast-check";
import { AppError } from "../../domain/errors.ts";
import type { Members } from "../../services/members.ts";
import { createSessions } from "../../services/sessions.ts";
import { signInitData } from "../../dev/init_data.ts";
import { DEMO_MEMBERS } from "../../dev/telegram/mod.ts";
import { movableClock, TOKEN } from "../kit/app.ts";

const HOUR = 3600_000;
const DAY = 24 * HOUR;
const SEED = { seed: 20261123 };

/** Members that are known by their Telegram id. */
const members = {
  enter: ({ id }: { id: number }) => Promise.resolve({ id: `m${id}`, bannedAt: null }),
} as unknown as Members;

function sessionsOf(clock = movableClock(), botToken = TOKEN) {
  const sessions = createSessions({ clock, members, botToken, initDataMaxAgeSeconds: 86_400 });
  const open = async (index = 0) => {
    const authDate = Math.floor(clock.now() / 1000);
    const member = DEMO_MEMBERS[index]!;
    return await sessions.open(await signInitData({ token: botToken, member, authDate }));
  };
  return { clock, sessions, open };
}

function isRefused(work: () => unknown): void {
  assert.throws(work, (error) => error instanceof AppError && error.code === "session_invalid");
}

Deno.test("a session holds while it is renewed within a day, and for a week at most", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 30 * HOUR })), async (steps) => {
      const { clock, sessions, open } = sessionsOf();
      let { token, expiresAt, memberId } = await open();
      const began = clock.now();
      let endsAt = began + DAY;
      for (const step of steps) {
        clock.move(step);
        assert.equal(expiresAt, endsAt);
        if (clock.now() >= endsAt) {
          isRefused(() => sessions.verify(token));
          isRefused(() => sessions.renew(token));
          return;
        }
        assert.equal(sessions.verify(token), memberId);
        ({ token, expiresAt } = sessions.renew(token));
        endsAt = Math.min(clock.now() + DAY, began + 7 * DAY);
      }
    }),
    SEED,
  );
});

Deno.test("no token but one that was given out is let in, whatever is changed in it", async () => {
  const { sessions, open } = sessionsOf();
  const { token } = await open();
  const other = sessionsOf(undefined, "7654321:BBother-token-of-nobody");
  const foreign = (await other.open()).token;
  isRefused(() => sessions.verify(foreign));
  const letters = fc.constantFrom("0", "9", "A", "z", ".", "-", "_", "", " ", "я");
  fc.assert(
    fc.property(fc.nat(token.length - 1), letters, (place, letter) => {
      const changed = token.slice(0, place) + letter + token.slice(place + 1);
      if (changed === token) return;
      isRefused(() => sessions.verify(changed));
      isRefused(() => sessions.renew(changed));
    }),
    { ...SEED, numRuns: 500 },
  );
  fc.assert(fc.property(fc.string(), (text) => isRefused(() => sessions.verify(text))), SEED);
});

Deno.test("parts of two sessions make no third", async () => {
  const { clock, sessions, open } = sessionsOf();
  const first = (await open(0)).token.split(".");
  clock.move(HOUR);
  const second = (await open(1)).token.split(".");
  for (let mask = 1; mask < 15; mask += 1) {
    const mixed = first.map((part, index) => mask & (1 << index) ? second[index]! : part);
    isRefused(() => sessions.verify(mixed.join(".")));
  }
  assert.equal(sessions.verify(first.join(".")), "m1001");
  assert.equal(sessions.verify(second.join(".")), "m1002");
});
