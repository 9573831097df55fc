import assert from "node:assert/strict";
import fc from "fast-check";
import { headOf } from "../../db/keys.ts";
import { createDatabase } from "../../db/tx.ts";
import { AppError } from "../../domain/errors.ts";
import type { Member } from "../../domain/member.ts";
import { createMembers, type Members } from "../../services/members.ts";
import { Simulation } from "../invariants/simulation.ts";
import { movableClock, testConfig, testIds } from "../kit/app.ts";

const { community } = await testConfig();

function membersOn(kv: Deno.Kv, random = Math.random): Members {
  const ids = testIds();
  const db = createDatabase(kv, { ids, random, headOf });
  return createMembers({ db, clock: movableClock(), liveness: movableClock(), ids, community });
}

async function withMembers(test: (members: Members) => Promise<void>): Promise<void> {
  const kv = await Deno.openKv(":memory:");
  await test(membersOn(kv));
  kv.close();
}

Deno.test("a person is one member, in whatever order two processes meet them", async () => {
  const meeting = fc.record({ slot: fc.nat(1), id: fc.integer({ min: 1, max: 3 }) });
  await fc.assert(
    fc.asyncProperty(fc.integer(), fc.array(meeting), async (seed, meetings) => {
      const kv = await Deno.openKv(":memory:");
      {
        await using sim = new Simulation(kv, seed);
        const services = [0, 1].map(() => membersOn(sim.startProcess().kv, sim.random));
        let left = meetings.length;
        const met: { id: number; member: Member }[] = [];
        for (const { slot, id } of meetings) {
          void services[slot]!.enter({ id, languageCode: "ru" })
            .then((member) => met.push({ id, member })).finally(() => left -= 1);
        }
        await sim.run(() => left === 0);
        const known = new Map(met.map(({ id, member }) => [id, member.id]));
        for (const { id, member } of met) assert.equal(member.id, known.get(id));
        const kept = await Array.fromAsync(kv.list<Member>({ prefix: ["member"] }));
        assert.equal(kept.length, known.size);
        assert.deepEqual(met.length, meetings.length);
      }
      kv.close();
    }),
    { seed: 20261123, numRuns: 50 },
  );
});

Deno.test("a member speaks the language that their Telegram has now", async () => {
  await withMembers(async (members) => {
    const languages = [];
    for (const languageCode of ["ru", "en", "uk", "de", undefined, "", "pt-BR"]) {
      languages.push((await members.enter({ id: 7, languageCode })).language);
    }
    const fallback = community.assistant.defaultLanguage;
    assert.deepEqual(languages, ["ru", "en", "ru", "en", fallback, fallback, "en"]);
  });
});

Deno.test("a member is found by either id, and who is nobody is not", async () => {
  await withMembers(async (members) => {
    const entered = await members.enter({ id: 7 });
    assert.deepEqual(await members.find("7"), entered);
    assert.deepEqual(await members.find(entered.id), entered);
    const notFound = (error: unknown) => error instanceof AppError && error.code === "not_found";
    await assert.rejects(members.find("8"), notFound);
    await assert.rejects(members.setBanned("nobody", true), notFound);
    await assert.rejects(members.setUnreachable("nobody", true), notFound);
    await assert.rejects(
      members.view("nobody"),
      (error) => error instanceof AppError && error.code === "session_invalid",
    );
  });
});

Deno.test("a ban and the mark of who cannot be written to stay until they are lifted", async () => {
  await withMembers(async (members) => {
    const { id } = await members.enter({ id: 7 });
    await members.setUnreachable(id, true);
    const { unreachableSince } = await members.find(id);
    await members.setUnreachable(id, true);
    assert.equal((await members.find(id)).unreachableSince, unreachableSince);
    await members.setBanned(id, true);
    const inTheApp = await members.enter({ id: 7, languageCode: "en", reachable: false });
    assert.equal(inTheApp.unreachableSince, unreachableSince, "the app opens for whoever blocks");
    const back = await members.enter({ id: 7 });
    assert.equal(back.unreachableSince, null, "whoever comes can be written to again");
    assert.notEqual(back.bannedAt, null, "but stays banned");
    await assert.rejects(
      members.view(id),
      (error) => error instanceof AppError && error.code === "banned",
    );
    assert.equal((await members.setBanned(id, false)).bannedAt, null);
    assert.equal((await members.view(id)).member.id, id);
  });
});
