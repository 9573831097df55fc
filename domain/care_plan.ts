import { awakeAt, dayOf } from "./calendar.ts";
import type { CarePlanOffer, Language } from "./community.ts";
import { plain } from "./plain.ts";

const DAY = 24 * 3600_000;

/** How long the member says nothing before they are asked how it goes, in milliseconds. */
export const SILENCE_BEFORE_FOLLOW_UP = DAY;
/** Questions without an answer after which no more are asked. */
export const MOST_UNANSWERED = 3;
/** How long a care plan runs, in milliseconds. */
export const CARE_PLAN_TIME = 14 * DAY;
/** How long a proposal can be agreed to, in milliseconds. */
export const PROPOSAL_TIME = DAY;
/** Hours of the community's wall clock in which a member may be written to: from, and before. */
export const AWAKE = { from: 9, to: 21 } as const;
/** Longest note on why a care plan was proposed, in characters. */
export const DIAGNOSIS_LENGTH = 200;

/** Where a member stands with care plans: what was proposed last, and what runs. */
export interface CarePlan {
  schema: 1;
  memberId: string;
  proposal: CarePlanProposal | null;
  running: RunningCarePlan | null;
}

/** What the assistant proposed and the member has not agreed to yet. */
export interface CarePlanProposal {
  /** The id of the offer. */
  carePlan: string;
  /** The turn of the member in the answer to which it was proposed. */
  turnSequence: number;
  at: number;
}

/** A care plan that the member agreed to. */
export interface RunningCarePlan {
  /** Names this run, so that the same offer taken again is another one. */
  id: string;
  /** The id of the offer. */
  carePlan: string;
  /** The assistant's own short note; it is shown to nobody as a diagnosis. */
  diagnosis: string;
  startedAt: number;
  /** Questions asked so far, which also says which one is next. */
  followUps: number;
  /** Those of them after which the member has said nothing. */
  unanswered: number;
  lastFollowUp: { at: number; day: string; question: string } | null;
  /** When to look again whether to ask; null where nothing is asked any more. */
  dueAt: number | null;
}

/** The care plan of a member to whom none was proposed yet. */
export function emptyCarePlan(memberId: string): CarePlan {
  return { schema: 1, memberId, proposal: null, running: null };
}

/** A care plan that begins now; `id` names the run. */
export function beginCarePlan(
  begun: { id: string; carePlan: string; diagnosis: string },
  now: number,
  timeZone: string,
): RunningCarePlan {
  const plan: RunningCarePlan = {
    ...begun,
    startedAt: now,
    followUps: 0,
    unanswered: 0,
    lastFollowUp: null,
    dueAt: null,
  };
  return { ...plan, dueAt: followUpAt(plan, now, timeZone) };
}

/** The care plan that runs at `now`; one whose time is over does not, without anybody ending it. */
export function runningAt(plan: CarePlan | undefined, now: number): RunningCarePlan | undefined {
  const running = plan?.running;
  return running && now < running.startedAt + CARE_PLAN_TIME ? running : undefined;
}

/** What to do about a care plan at a moment. */
export type FollowUpStep = { step: "stop" } | { step: "wait"; until: number } | { step: "ask" };

/**
 * Whether the member is to be asked how it goes, at `now`; `saidAt` is when they last said anything.
 *
 * It asks after a day of silence, in the hours when people are awake, at most once on a day of the
 * community, until three questions stay unanswered or two weeks are over.
 */
export function followUpStep(
  plan: RunningCarePlan,
  saidAt: number,
  now: number,
  timeZone: string,
): FollowUpStep {
  if (now >= plan.startedAt + CARE_PLAN_TIME) return { step: "stop" };
  if (unansweredAt(plan, saidAt) >= MOST_UNANSWERED && followUpAt(plan, saidAt, timeZone) <= now) {
    return { step: "stop" };
  }
  const until = awakeAt(Math.max(now, followUpAt(plan, saidAt, timeZone)), timeZone, AWAKE);
  return until > now ? { step: "wait", until } : { step: "ask" };
}

/** The care plan after it was asked. */
export function withFollowUp(
  plan: RunningCarePlan,
  asked: { saidAt: number; question: string },
  now: number,
  timeZone: string,
): RunningCarePlan {
  const followed: RunningCarePlan = {
    ...plan,
    followUps: plan.followUps + 1,
    unanswered: unansweredAt(plan, asked.saidAt) + 1,
    lastFollowUp: { at: now, day: dayOf(now, timeZone).name, question: asked.question },
  };
  return { ...followed, dueAt: followUpAt(followed, asked.saidAt, timeZone) };
}

/** Questions since the member last said something. */
function unansweredAt({ lastFollowUp, unanswered }: RunningCarePlan, saidAt: number): number {
  return lastFollowUp !== null && saidAt < lastFollowUp.at ? unanswered : 0;
}

/** The next moment to ask, if nothing is said until then. */
function followUpAt(plan: RunningCarePlan, saidAt: number, timeZone: string): number {
  const { startedAt, lastFollowUp } = plan;
  const quietSince = Math.max(startedAt, saidAt, lastFollowUp?.at ?? 0);
  const silent = quietSince + SILENCE_BEFORE_FOLLOW_UP;
  // A day with a clock change may have 25 hours.
  const day = dayOf(silent, timeZone);
  return awakeAt(day.name === lastFollowUp?.day ? day.end : silent, timeZone, AWAKE);
}

/** Whether a proposal can be agreed to in answer to this turn. */
export function awaitsConsent(
  proposal: CarePlanProposal | null,
  carePlan: string,
  turnSequence: number,
  now: number,
): proposal is CarePlanProposal {
  return proposal?.carePlan === carePlan && turnSequence > proposal.turnSequence &&
    now - proposal.at <= PROPOSAL_TIME;
}

/**
 * Whether what a member said since a proposal can be taken for consent; `said` is oldest first.
 *
 * Words that refuse, put off or only ask are none. After a refusal only a plain yes is one. Whether
 * they agree is for the model to judge; this is what it cannot overrule.
 */
export function allowsConsent(said: readonly string[]): boolean {
  const [newest, ...earlier] = said.map(plainWords).reverse();
  if (newest === undefined || refuses(newest)) return false;
  const agrees = AGREEMENT.test(newest);
  return agrees || !(/\?$/.test(newest) || earlier.some(refuses));
}

function plainWords(text: string): string {
  return plain(text).trim().replace(AGREEMENT_WITH_NO, " да ");
}

function refuses(words: string): boolean {
  return REFUSAL.test(words) || ONLY_STOP.test(words);
}

const word = (pattern: string) => new RegExp(`(?<![\\p{L}'])(?:${pattern})(?![\\p{L}'])`, "u");

const AGREEMENT_WITH_NO =
  /(?<!\p{L})(?:почему бы и? ?нет|нет проблем|не против|нет возражений|не сомневаюсь|why not|no problem|(?:do not|don't) mind|not a problem)(?!\p{L})/gu;

const REFUSAL = word(
  "нет|неа|ни за что|никогда|потом|позже|попозже|отстань|отвали|отказ\\p{L}*|передумал\\p{L}*|" +
    "отмен\\p{L}*|хватит|подожди|погоди|завтра|когда-нибудь|" +
    "не (?:надо|хочу|хочется|хотел\\p{L}*|сейчас|буду|готов\\p{L}*|нуж\\p{L}+|стоит|сегодня|могу|" +
    "интерес\\p{L}+|соглас\\p{L}+|начинай\\p{L}*|думаю|уверен\\p{L}*|знаю|пойдет|мое|для меня)|" +
    "no|nope|nah|never|don't|do not|won't|later|cancel|wait|tomorrow|another time|changed my mind|" +
    "not (?:now|yet|sure|today|ready|interested|really|going|for me|this|convinced)",
);

/** Alone it refuses; within a sentence it is what traders put below their price. */
const ONLY_STOP = /^(?:стоп|stop)[.\s]*$/u;

const AGREEMENT = word(
  "да|ага|угу|давай|давайте|ок|окей|хорошо|согласен|согласна|хочу|начинай|начнем|начинаем|поехали|" +
    "погнали|готов|готова|конечно|yes|yeah|yep|sure|ok|okay|start|let's|agreed|agree|ready|please",
);

/** A note in one line, cut to its length. */
export function cleanDiagnosis(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ").trim();
  return [...line].slice(0, DIAGNOSIS_LENGTH).join("");
}

const GUIDANCE =
  "The member agreed to this plan. Help with one step at a time, without pressure. What stands in " +
  "<asked> you asked last; their message may answer it.";

/** Tells the model, as data, which care plan runs and what the member was asked last. */
export function describeCarePlan(
  offer: CarePlanOffer,
  { startedAt, lastFollowUp }: RunningCarePlan,
  language: Language,
  timeZone: string,
): string {
  const steps = offer.steps.map((step, index) => `${index + 1}. ${escape(step[language])}`);
  const asked = lastFollowUp
    ? [`<asked on="${lastFollowUp.day}">${escape(lastFollowUp.question)}</asked>`]
    : [];
  const since = dayOf(startedAt, timeZone).name;
  return [
    `<care_plan title="${escape(offer.title[language])}" since="${since}">`,
    GUIDANCE,
    ...steps,
    ...asked,
    "</care_plan>",
  ].join("\n");
}

function escape(text: string): string {
  return text.replace(/\s+/g, " ").replaceAll("&", "&amp;").replaceAll("<", "&lt;")
    .replaceAll('"', "&quot;");
}
