/**
 * Every key that Sfera writes, and nothing else builds one.
 *
 * Each line says what the value is, who writes it, and which index follows it.
 */
type Key = Deno.KvKey;

/** Which of the two queues of a chat: what is sent at once, or what can wait for a better hour. */
export type OutboxLane = "now" | "later";

const laneOf = (lane: OutboxLane) => lane === "now" ? [] : [lane];

export const keys = {
  /** `Member`, by `services/members`, `services/answers`; indexed by `memberByTelegram`. */
  member: (memberId: string): Key => ["member", memberId],
  members: (): Key => ["member"],
  /** Member id, by `services/members`, once. */
  memberByTelegram: (telegramId: string): Key => ["member_by_telegram", telegramId],

  /** `Settings`, by `services/settings`. */
  settings: (memberId: string): Key => ["settings", memberId],
  /** `Fact`, by `services/facts`; while it can be brought back, indexed by `due("fact", …)`. */
  fact: (memberId: string, factId: string): Key => ["fact", memberId, factId],
  facts: (memberId: string): Key => ["fact", memberId],
  /** `Summary` of the conversation that ended with this turn, by `services/digests`. */
  summary: (memberId: string, lastSequence: number): Key => ["summary", memberId, lastSequence],
  summaries: (memberId: string): Key => ["summary", memberId],
  /**
   * `Digest`: a conversation that is over and still to be summed up and searched for facts, by
   * `services/digests`; indexed by `due("digest", …)`.
   */
  digest: (memberId: string, firstSequence: number): Key => ["digest", memberId, firstSequence],
  digests: (memberId: string): Key => ["digest", memberId],
  /** `CarePlan`, by `services/care_plans`; while it runs, indexed by `due("care_plan", …)`. */
  carePlan: (memberId: string): Key => ["care_plan", memberId],
  /** `LessonProgress` in a course, by `services/lessons`. */
  lessonProgress: (memberId: string, courseId: string): Key => [
    "lesson_progress",
    memberId,
    courseId,
  ],
  lessonProgresses: (memberId: string): Key => ["lesson_progress", memberId],
  /** `Erasure` that is under way, by `services/erasure`; indexed by `due("erasure", …)`. */
  erasure: (memberId: string): Key => ["erasure", memberId],
  /** `ErasureReceipt`, without a word of whose it is, by `services/erasure`. */
  erasureReceipt: (receiptId: string): Key => ["erasure_receipt", receiptId],
  /** `ErasedPerson`: what of whom this hash stands for outlives an erasure. */
  erased: (hash: string): Key => ["erased", hash],
  /** `ErasedUsage`: what they had used on a day, until its end. */
  erasedUsage: (hash: string, day: string): Key => ["erased", hash, day],

  /** Number that grows with each change of the knowledge, by `services/knowledge`. */
  knowledgeVersion: (): Key => ["knowledge_version"],
  /** `Document` of the owner's material, by `services/knowledge`. */
  document: (documentId: string): Key => ["document", documentId],
  documents: (): Key => ["document"],
  /** `Chunk` of one revision of a document, by `services/knowledge`. */
  chunk: (documentId: string, revision: string, position: number): Key => [
    "chunk",
    documentId,
    revision,
    position,
  ],
  chunks: (documentId: string, revision: string): Key => ["chunk", documentId, revision],
  /** Where the chunks begin that come after all of a revision: those of the next one. */
  chunksAfter: (
    documentId: string,
    revision: string,
  ): Key => ["chunk", documentId, `${revision}\0`],
  chunksOfDocument: (documentId: string): Key => ["chunk", documentId],
  allChunks: (): Key => ["chunk"],
  /** `ChunkVector`, by `services/knowledge`. */
  chunkVector: (documentId: string, revision: string, position: number): Key => [
    "chunk_vector",
    documentId,
    revision,
    position,
  ],
  chunkVectors: (documentId: string, revision: string): Key => [
    "chunk_vector",
    documentId,
    revision,
  ],

  /** `Grant`, by `services/grants`; indexed by `grantOwner`. */
  grant: (memberId: string, grantId: string): Key => ["grant", memberId, grantId],
  grants: (memberId: string): Key => ["grant", memberId],
  allGrants: (): Key => ["grant"],
  /** Member id of a grant, so that one source gives it once, whoever asks. */
  grantOwner: (grantId: string): Key => ["grant_owner", grantId],
  grantOwners: (): Key => ["grant_owner"],
  /**
   * `AccessMark`: when what a member has changes next, and when they are reminded of it, in the commit
   * of each change of their grants; indexed by `due("access", …)` and `due("reminder", …)`.
   */
  accessMark: (memberId: string): Key => ["access_mark", memberId],

  /**
   * `Usage` of one allowance on one day, or in one period of a plan (`period:` and the grant's id), by
   * `services/chat`, `services/answers` and `services/calls`.
   */
  usage: (memberId: string, kind: string, span: string): Key => ["usage", memberId, kind, span],
  usages: (memberId: string): Key => ["usage", memberId],

  /** `Conversation`, with every turn. */
  conversation: (memberId: string): Key => ["conversation", memberId],
  /** `Turn`, by `services/chat` (the member's) and `services/answers` (hers). */
  turn: (memberId: string, sequence: number): Key => ["turn", memberId, sequence],
  turns: (memberId: string): Key => ["turn", memberId],

  /**
   * `Generation`, by `services/chat` and the process that writes the answer; indexed by
   * `generationByKey`, and while it runs by `generationRunning` and `due("generation", …)`.
   */
  generation: (generationId: string): Key => ["generation", generationId],
  /** Generation id, by the idempotency key of the request. */
  generationByKey: (memberId: string, key: string): Key => ["generation_by_key", memberId, key],
  generationsByKey: (memberId: string): Key => ["generation_by_key", memberId],
  /** Sequence of the turn being answered. */
  generationRunning: (memberId: string, generationId: string): Key => [
    "generation_running",
    memberId,
    generationId,
  ],
  generationsRunning: (memberId: string): Key => ["generation_running", memberId],
  /** Event of a generation, numbered from 1; kept for a day so that a reader can catch up. */
  generationEvent: (generationId: string, number: number): Key => [
    "generation_event",
    generationId,
    number,
  ],
  generationEvents: (generationId: string): Key => ["generation_event", generationId],

  /** `OutboxMessage`, in the commit of the fact it tells of; what can wait stands in a queue of its own. */
  outboxMessage: (chatId: string, number: number, lane: OutboxLane = "now"): Key => [
    "outbox",
    chatId,
    ...laneOf(lane),
    number,
  ],
  outboxMessages: (chatId: string): Key => ["outbox", chatId],
  /**
   * `OutboxQueue` of a chat that has messages; indexed by `due("outbox", …, chatId)`, and with
   * `:later` behind the chat's id for what can wait.
   */
  outboxQueue: (chatId: string, lane: OutboxLane = "now"): Key => [
    "outbox_queue",
    chatId,
    ...laneOf(lane),
  ],
  /** `OutboxPace`: who sends, and until when it may have begun to, by `services/outbox_sender`. */
  outboxPace: (): Key => ["outbox_pace"],
  /** `Notices`: what a member could not be sent, for 30 days, by `services/outbox_sender`. */
  notices: (memberId: string): Key => ["notices", memberId],
  /** `Upload` that is still to be read, by `services/uploads`; indexed by `due("upload", …)`. */
  upload: (memberId: string, uploadId: string): Key => ["upload", memberId, uploadId],
  uploads: (memberId: string): Key => ["upload", memberId],

  /** `true`: what this key stands for was put in, and is not put in again. */
  outboxDedupe: (memberId: string, dedupeKey: string): Key => [
    "outbox_dedupe",
    memberId,
    dedupeKey,
  ],
  outboxDedupes: (memberId: string): Key => ["outbox_dedupe", memberId],

  /** `Call`, by `services/calls`; until its room is gone, indexed by `due("call", …, callId)`. */
  call: (callId: string): Key => ["call", callId],
  /** Call id: the one call that a member may be in, by `services/calls`. */
  liveCall: (memberId: string): Key => ["live_call", memberId],
  /** Call id by the name of its room, for LiveKit's webhooks. */
  callByRoom: (room: string): Key => ["call_by_room", room],
  /** `true` for each call of a member. */
  callOfMember: (memberId: string, callId: string): Key => ["call_of_member", memberId, callId],
  callsOfMember: (memberId: string): Key => ["call_of_member", memberId],
  /** `CallExtras`: cards and sources of the turn that is being said, and sources so far. */
  callExtras: (callId: string): Key => ["call_extras", callId],
  /** `CallRecord`: how a call went, by the community's day; it names nobody. */
  callFigures: (day: string, callId: string): Key => ["call_figures", day, callId],
  callFiguresOfDay: (day: string): Key => ["call_figures", day],

  /**
   * `PaymentEvent`: what a payment processor told, by `services/payment_inbox`; until what follows
   * from it is committed, indexed by `due("payment_event", …)`.
   */
  paymentEvent: (eventId: string): Key => ["payment_event", eventId],

  /**
   * `StoredInvoice`, by `services/invoices`; indexed by `invoiceOfMember`, by `openInvoice` until a
   * newer one is for the same, and while it is waited for by `due("invoice", …)`.
   */
  invoice: (invoiceId: string): Key => ["invoice", invoiceId],
  invoices: (): Key => ["invoice"],
  /** `true` for each invoice of a member. */
  invoiceOfMember: (memberId: string, invoiceId: string): Key => [
    "invoice_of_member",
    memberId,
    invoiceId,
  ],
  invoicesOfMember: (memberId: string): Key => ["invoice_of_member", memberId],
  /**
   * Invoice id: the newest invoice of a member for an offer, such as `plan:pro` or, for another,
   * `plan:pro:gift`. It is the one that may be open.
   */
  openInvoice: (memberId: string, offer: string): Key => ["open_invoice", memberId, offer],
  openInvoices: (memberId: string): Key => ["open_invoice", memberId],
  /** Invoice id: the first that a member paid, in the commit that found it paid. */
  firstPayment: (memberId: string): Key => ["first_payment", memberId],
  /**
   * `Credit`: what an invoice left with the member (`left:` and its id), or, below zero, took of it
   * (`used:` and its id), by `services/invoices`.
   */
  credit: (memberId: string, sourceId: string): Key => ["credit", memberId, sourceId],
  credits: (memberId: string): Key => ["credit", memberId],

  /** `StarsSubscription` that renews itself, by `services/stars`. */
  starsSubscription: (memberId: string): Key => ["stars_subscription", memberId],
  /** `StarsCursor`: how far Telegram's list of transactions was read, by `services/stars`. */
  starsCursor: (): Key => ["stars_cursor"],

  /** `Promo`, by `services/promos`; indexed by `promoOfCampaign`, `promoByShape`. */
  promo: (code: string): Key => ["promo", code],
  promos: (): Key => ["promo"],
  /** Code: the one of this shape, where its shape is not the code itself. */
  promoByShape: (shape: string): Key => ["promo_by_shape", shape],
  /** `PromoTally` of a code: how many uses are reserved and used. */
  promoTally: (code: string): Key => ["promo_tally", code],
  /** `PromoUse` of a code by an invoice, or by a member who redeemed it. */
  promoUse: (code: string, useId: string): Key => ["promo_use", code, useId],
  promoUses: (code: string): Key => ["promo_use", code],
  allPromoUses: (): Key => ["promo_use"],
  /** Use id: the last use of a code by a member. */
  promoOfMember: (memberId: string, code: string): Key => ["promo_of_member", memberId, code],
  promosOfMember: (memberId: string): Key => ["promo_of_member", memberId],
  /** Code of a campaign: `true`. */
  promoOfCampaign: (campaign: string, code: string): Key => ["promo_of_campaign", campaign, code],
  promosOfCampaign: (campaign: string): Key => ["promo_of_campaign", campaign],
  /** `Guesses`: how often a member, or all together, tried codes that are none. */
  promoGuesses: (whose: string): Key => ["promo_guesses", whose],

  /** `Gift`, by `services/gifts`, from a paid invoice; indexed by `giftOfInvoice`. */
  gift: (code: string): Key => ["gift", code],
  gifts: (): Key => ["gift"],
  /** Code of the gift that an invoice paid for. */
  giftOfInvoice: (invoiceId: string): Key => ["gift_of_invoice", invoiceId],
  /** `true` for each gift that a member bought. */
  giftOfMember: (memberId: string, code: string): Key => ["gift_of_member", memberId, code],
  giftsOfMember: (memberId: string): Key => ["gift_of_member", memberId],

  /** Code with which a member invites, by `services/referrals`; and back. */
  referralCode: (memberId: string): Key => ["referral_code", memberId],
  referralByCode: (code: string): Key => ["referral_by_code", code],
  /** `Referral`: who invited a member, and what came of it. */
  referral: (invitedId: string): Key => ["referral", invitedId],
  referrals: (): Key => ["referral"],
  /** `true` for each member whom a member invited. */
  referralOfMember: (memberId: string, invitedId: string): Key => [
    "referral_of_member",
    memberId,
    invitedId,
  ],
  referralsOfMember: (memberId: string): Key => ["referral_of_member", memberId],

  /**
   * `Errand`: what follows from a commit and did not fit into it, done once by its id, by
   * `services/errands`; indexed by `due("errand", …)`.
   */
  errand: (errandId: string): Key => ["errand", errandId],
  errands: (): Key => ["errand"],

  /** `PaymentFlag`: what a person is to look at, by `services/operator_messages`. */
  paymentFlag: (flagId: string): Key => ["payment_flag", flagId],
  paymentFlags: (): Key => ["payment_flag"],

  // `due("allowance", …)` stands by itself: a member has used 80 or 100 % of something, by what charges.
  /** The id of what is due, with the moment it is due at, in milliseconds. */
  due: (kind: DueKind, moment: number, id: string): Key => ["due", kind, moment, id],
  allDue: (): Key => ["due"],
  dueBefore: (kind: DueKind, moment: number) => ({
    prefix: ["due", kind],
    end: ["due", kind, moment + 1],
  }),

  /** `Lease`, by the process that does what only one may do at a time. */
  lease: (name: string): Key => ["lease", name],
  /** What was last told to Telegram, so that a start does not tell it again. */
  telegramSetup: (): Key => ["telegram_setup"],

  /** Number of the attempt that was applied, by `db/tx` with every commit, for ten minutes. */
  transaction: (id: string): Key => ["tx", id],
  /** Never written: `db/open` deletes it to see whether the store can be written to. */
  probe: (): Key => ["probe"],
} as const;

export type DueKind =
  | "access"
  | "call"
  | "generation"
  | "outbox"
  | "fact"
  | "digest"
  | "care_plan"
  | "erasure"
  | "payment_event"
  | "invoice"
  | "errand"
  | "reminder"
  | "allowance"
  | "upload";

/** The range that the keys of a noun lie in, as the head names it. */
const RANGES = new Map([
  ["turn", "conversation"],
  ["generation_running", "conversation"],
  ["fact", "memory"],
  ["grant", "access"],
  ["credit", "credit"],
]);

/**
 * The head of the range that a key lies in; `db.tx` bumps it with every write below. A conversation
 * has one for its turns and for the answers being written, so that they are read as of one moment.
 */
export function headOf(key: Key): Key | undefined {
  const [noun, owner] = key;
  const range = RANGES.get(String(noun));
  return range !== undefined && owner !== undefined ? ["head", range, owner] : undefined;
}
