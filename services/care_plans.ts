import { getLogger } from "@logtape/logtape";
import { getCarePlan, setCarePlan } from "../db/care_plans.ts";
import { dropDue, type Due, listDue } from "../db/due.ts";
import { getMember } from "../db/members.ts";
import { getSettings } from "../db/settings.ts";
import { listTurns } from "../db/turns.ts";
import type { Database, Transaction } from "../db/tx.ts";
import { dayOf } from "../domain/calendar.ts";
import {
  allowsConsent,
  awaitsConsent,
  beginCarePlan,
  cleanDiagnosis,
  describeCarePlan,
  emptyCarePlan,
  followUpStep,
  runningAt,
  type RunningCarePlan,
  withFollowUp,
} from "../domain/care_plan.ts";
import type { CarePlanOffer, Community } from "../domain/community.ts";
import type { Member } from "../domain/member.ts";
import { refuseBanned } from "./members.ts";
import type { Outbox } from "./outbox.ts";
import type { Clock, Ids } from "./ports.ts";
import type { Texts } from "./texts.ts";

const log = getLogger(["sfera", "care_plans"]);

/** Most care plans that one sweep looks at. */
const BATCH = 200;
/** How far back the member's own turns are looked for. */
const TURNS_READ = 60;
/** How long a member who cannot or does not want to be written to is left in peace. */
const LOOK_AGAIN_AFTER = 24 * 3600_000;

export interface StartRequest {
  memberId: string;
  /** The id of an offer. */
  carePlan: string;
  /** A short note on why; only its first line is kept. */
  diagnosis: string;
  /** The turn that is being answered. */
  turnSequence: number;
}

/** What became of a wish to start: it was proposed, it began, or it was running already. */
export interface StartOutcome {
  state: "proposed" | "started" | "running";
  offer: CarePlanOffer;
  /** What runs now and would make room. */
  replaces?: CarePlanOffer;
}

/** A care plan as the member sees it. */
export interface CarePlanDescription {
  id: string;
  title: string;
  steps: string[];
  startedAt: number;
}

export interface CarePlans {
  /** What can be proposed. */
  offers: readonly CarePlanOffer[];
  /**
   * Proposes a care plan, or starts one that the member agrees to in a later turn within a day.
   *
   * Nothing starts in the answer in which it was proposed, and nothing after words that refuse; then
   * it is proposed again. Answers undefined for an id that is not on offer. Errors: `banned`,
   * `session_invalid`.
   */
  start(request: StartRequest): Promise<StartOutcome | undefined>;
  /** Ends what runs, and answers what that was; nothing running stays so. */
  end(memberId: string): Promise<CarePlanOffer | undefined>;
  /** What runs, in the member's language. Errors: `banned`, `session_invalid`. */
  view(memberId: string): Promise<CarePlanDescription | null>;
  /** What runs, as a note for the context of the model; empty where nothing does. */
  describe(memberId: string): Promise<string>;
  /** Asks those who have gone silent how it goes, 200 at most; answers how many were asked. */
  sweep(): Promise<number>;
}

/** Makes the care plans: small steps that a member agreed to, and the questions that follow up. */
export function createCarePlans(deps: {
  db: Database;
  clock: Clock;
  ids: Ids;
  community: Pick<Community, "assistant" | "carePlans">;
  outbox: Pick<Outbox, "add" | "hurry">;
  texts: Texts;
}): CarePlans {
  const { db, clock, ids, community, outbox, texts } = deps;
  const { carePlans: offers, assistant: { timeZone, defaultLanguage } } = community;
  const offerOf = (id: string | undefined) => offers.find((offer) => offer.id === id);

  async function followUp(due: Due): Promise<boolean> {
    const { id: memberId } = due;
    const { language = defaultLanguage } = await getMember(db, memberId) ?? {};
    const button = { text: await texts.format(language, "care-plan-answer"), appPath: "chat" };
    return await db.tx(async (tx) => {
      const before = await getCarePlan(tx, memberId);
      const member = await getMember(tx, memberId);
      if (!member || before?.running?.dueAt !== due.moment) {
        dropDue(tx, "care_plan", due);
        return false;
      }
      const now = clock.now();
      const { running } = before;
      const move = (after: RunningCarePlan) =>
        setCarePlan(tx, before, { ...before, running: after });
      const offer = offerOf(running.carePlan);
      const saidAt = await lastSaidAt(tx, memberId);
      const step = followUpStep(running, saidAt, now, timeZone);
      if (!offer || step.step === "stop") {
        move({ ...running, dueAt: null });
      } else if (step.step === "wait") {
        move({ ...running, dueAt: step.until });
      } else if (!await mayBeAsked(tx, member)) {
        move({ ...running, dueAt: now + LOOK_AGAIN_AFTER });
      } else {
        const question = offer.followUps[running.followUps % offer.followUps.length]!;
        const text = question[member.language];
        const dedupeKey = `care_plan:${running.id}:${dayOf(now, timeZone).name}`;
        move(withFollowUp(running, { saidAt, question: text }, now, timeZone));
        const message = { member, kind: "care_plan", dedupeKey, text, buttons: [[button]] };
        return await outbox.add(tx, message);
      }
      return false;
    });
  }

  return {
    offers,

    async start({ memberId, carePlan, diagnosis, turnSequence }) {
      const offer = offerOf(carePlan);
      if (!offer) return undefined;
      const [now, id] = [clock.now(), ids.next()];
      return await db.tx(async (tx): Promise<StartOutcome> => {
        refuseBanned(await getMember(tx, memberId));
        const before = await getCarePlan(tx, memberId);
        const plan = before ?? emptyCarePlan(memberId);
        const running = runningAt(plan, now);
        if (running?.carePlan === carePlan) return { state: "running", offer };
        const agreed = awaitsConsent(plan.proposal, carePlan, turnSequence, now) &&
          await agreesSince(tx, memberId, plan.proposal.turnSequence, turnSequence);
        if (agreed) {
          const begun = { id, carePlan, diagnosis: cleanDiagnosis(diagnosis) };
          const started = beginCarePlan(begun, now, timeZone);
          setCarePlan(tx, before, { ...plan, proposal: null, running: started });
        } else {
          setCarePlan(tx, before, { ...plan, proposal: { carePlan, turnSequence, at: now } });
        }
        const replaces = offerOf(running?.carePlan);
        return { state: agreed ? "started" : "proposed", offer, ...(replaces && { replaces }) };
      });
    },

    async end(memberId) {
      const now = clock.now();
      return await db.tx(async (tx) => {
        const before = await getCarePlan(tx, memberId);
        if (!before?.running) return undefined;
        setCarePlan(tx, before, { ...before, running: null });
        return offerOf(runningAt(before, now)?.carePlan);
      });
    },

    async view(memberId) {
      const [member, plan] = await Promise.all([
        getMember(db, memberId),
        getCarePlan(db, memberId),
      ]);
      const { language } = refuseBanned(member);
      const running = runningAt(plan, clock.now());
      const offer = offerOf(running?.carePlan);
      if (!running || !offer) return null;
      return {
        id: offer.id,
        title: offer.title[language],
        steps: offer.steps.map((step) => step[language]),
        startedAt: running.startedAt,
      };
    },

    async describe(memberId) {
      const [member, plan] = await Promise.all([
        getMember(db, memberId),
        getCarePlan(db, memberId),
      ]);
      const running = runningAt(plan, clock.now());
      const offer = offerOf(running?.carePlan);
      if (!member || !running || !offer) return "";
      return describeCarePlan(offer, running, member.language, timeZone);
    },

    async sweep() {
      let asked = 0;
      for (const due of await listDue(db, "care_plan", clock.now(), BATCH)) {
        try {
          if (await followUp(due)) asked += 1;
        } catch (error) {
          const { id: memberId } = due;
          log.error("The care plan of {memberId} waits for the next sweep: {error}", {
            memberId,
            error,
          });
        }
      }
      if (asked > 0) outbox.hurry();
      return asked;
    },
  };
}

/** When the member last said anything, 0 where they never did. */
async function lastSaidAt(tx: Transaction, memberId: string): Promise<number> {
  const turns = await listTurns(tx, memberId, { limit: TURNS_READ });
  return turns.findLast(({ role }) => role === "member")?.at ?? 0;
}

/** Whether this turn of the member, with those since the proposal, can be taken for consent. */
async function agreesSince(
  tx: Transaction,
  memberId: string,
  proposedAt: number,
  turnSequence: number,
): Promise<boolean> {
  const turns = await listTurns(tx, memberId, { before: turnSequence + 1, limit: TURNS_READ });
  const said = turns.filter(({ role, sequence }) => role === "member" && sequence > proposedAt);
  return said.at(-1)?.sequence === turnSequence && allowsConsent(said.map(({ text }) => text));
}

async function mayBeAsked(tx: Transaction, member: Member): Promise<boolean> {
  if (member.bannedAt !== null || member.unreachableSince !== null) return false;
  const { muted } = await getSettings(tx, member.id);
  return !muted.includes("care_plan");
}
