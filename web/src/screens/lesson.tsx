/** One lesson: what to know, what to do, a question, and what she says to the answer. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Lesson, LessonResult } from "../../../routes/schemas.ts";
import { ApiError } from "../api.ts";
import { isPicture } from "../chat/card-text.ts";
import { lessons } from "../lessons/mine.ts";
import { lessonPlace, openLesson } from "../lessons/place.ts";
import { ANSWER_LIMIT, lessonAfter, type LessonPlace } from "../lessons/state.ts";
import { Pearl } from "../parts/pearls.tsx";
import { RichText } from "../parts/rich-text.tsx";
import { State } from "../parts/state.tsx";
import { member, router } from "../service.ts";
import { haptic } from "../telegram.ts";
import { t } from "../texts.ts";
import LessonsScreen from "./lessons.tsx";
import "../styles/list.css";
import "../styles/lessons.css";

/** From here on the length is shown. */
const NEAR_LIMIT = 1600;

function Picture({ picture: { url, caption } }: { picture: NonNullable<Lesson["picture"]> }) {
  const [lost, lose] = useState(false);
  const shown = isPicture(url) || /^\/[^/]/.test(url);
  return (
    <figure>
      {shown && !lost && (
        <span class="lesson-picture">
          <img src={url} alt={caption} loading="lazy" onError={() => lose(true)} />
        </span>
      )}
      {caption && <figcaption class="caption" dir="auto">{caption}</figcaption>}
    </figure>
  );
}

type Said = Pick<LessonResult, "passed" | "comment">;

/** What she says to an answer. */
function Comment({ passed, comment }: Said) {
  return (
    <div class="lesson-comment" data-passed={passed || undefined}>
      <p class="head">
        <Pearl off={!passed} />
        {t(passed ? "app-lesson-passed" : "app-lesson-not-yet")}
      </p>
      <RichText text={comment} />
    </div>
  );
}

function Next({ place, next }: { place: LessonPlace; next: LessonPlace | null }) {
  const all = () => {
    haptic("tap");
    router.open("lessons");
  };
  const after = next ?? lessonAfter(lessons.courses.value ?? [], place);
  return (
    <div class="lesson-next">
      {after
        ? (
          <button
            class="button primary"
            type="button"
            onClick={() => {
              haptic("tap");
              openLesson(after);
            }}
          >
            {t("app-lesson-next")}
          </button>
        )
        : <button class="button" type="button" onClick={all}>{t("app-lesson-all")}</button>}
    </div>
  );
}

function Length({ of: length }: { of: number }) {
  if (length < NEAR_LIMIT) return null;
  return (
    <p class="caption numbers" role="status">
      {t("app-lesson-length", { length, limit: ANSWER_LIMIT })}
    </p>
  );
}

/** The field for an answer; its words stay until they were taken. */
function AnswerForm({ place, before, onResult }: {
  place: LessonPlace;
  /** What was answered before, to be gone on with. */
  before: string;
  onResult(result: LessonResult, text: string): void;
}) {
  const [text, write] = useState(() => lessons.draft(place) || before);
  const failure = useSignal<string | null>(null), busy = useSignal(false);
  const length = text.trim().length, can = length > 0 && length <= ANSWER_LIMIT && !busy.value;

  async function send(): Promise<void> {
    if (!can) return;
    haptic("send");
    busy.value = true;
    failure.value = null;
    try {
      onResult(await lessons.answer(place, text), text);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      haptic("error");
      failure.value = t("app-lesson-not-sent", { reason: error.message });
    } finally {
      busy.value = false;
    }
  }

  return (
    <form
      class="lesson-form"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <textarea
        rows={4}
        dir="auto"
        aria-label={t("app-lesson-answer")}
        placeholder={t("app-lesson-write")}
        value={text}
        maxLength={ANSWER_LIMIT}
        readOnly={busy.value}
        onInput={(event) => {
          write(event.currentTarget.value);
          lessons.keep(place, event.currentTarget.value);
        }}
      />
      <Length of={length} />
      <p class="second lesson-failure" role="alert">{failure.value}</p>
      <button class="button primary" type="submit" disabled={!can} aria-busy={busy.value}>
        {t(busy.value ? "app-lesson-reading" : "app-lesson-send")}
      </button>
    </form>
  );
}

/** The question with its field, and what came of the answer. */
function Question({ place, lesson }: {
  place: LessonPlace;
  lesson: Lesson;
}) {
  const [answer, take] = useState<{ text: string } & Said | null>(lesson.lastAnswer);
  const [next, lead] = useState<LessonPlace | null>(null);
  const said = useRef<HTMLDivElement>(null);
  const passed = lesson.state === "passed" || answer?.passed === true;
  return (
    <section class="section" aria-label={t("app-lesson-question")}>
      <h2>{t("app-lesson-question")}</h2>
      <div class="list lesson-part">
        <RichText text={lesson.question} filed />
        {answer && passed && (
          <blockquote class="second" dir="auto">
            <span class="unseen">{t("app-lesson-yours")}</span>
            {answer.text}
          </blockquote>
        )}
        <div role="status" ref={said}>{answer && <Comment {...answer} />}</div>
        {!passed && (
          <AnswerForm
            place={place}
            before={answer?.text ?? ""}
            onResult={(result, text) => {
              take({ text, passed: result.passed, comment: result.comment });
              lead(result.next);
              haptic(result.passed ? "send" : "tap");
              queueMicrotask(() => said.current?.scrollIntoView({ block: "nearest" }));
            }}
          />
        )}
      </div>
      {passed && <Next place={place} next={next} />}
    </section>
  );
}

function Whole({ place, lesson }: { place: LessonPlace; lesson: Lesson }) {
  const course = lessons.courses.value?.find(({ id }) => id === place.course);
  const number = (course?.lessons.findIndex(({ id }) => id === place.lesson) ?? -1) + 1;
  const { theory, picture, task, question } = lesson;
  return (
    <>
      {course && number > 0 && (
        <p class="second lesson-place" dir="auto">
          {course.title} · {t("app-lesson-of", { number, all: course.lessons.length })}
        </p>
      )}
      <h1 class="large" dir="auto">{lesson.title}</h1>
      {theory && (
        <section class="section">
          <div class="list lesson-part">
            <RichText text={theory} filed />
            {picture && <Picture picture={picture} />}
          </div>
        </section>
      )}
      {task && (
        <section class="section" aria-label={t("app-lesson-task")}>
          <h2>{t("app-lesson-task")}</h2>
          <div class="list lesson-part">
            <RichText text={task} filed />
          </div>
        </section>
      )}
      {question ? <Question place={place} lesson={lesson} /> : <Next place={place} next={null} />}
    </>
  );
}

function Waiting() {
  return (
    <section class="section" aria-busy="true">
      <i class="skeleton" style={{ width: "56%", height: "2rem", margin: "12px 4px 20px" }} />
      <div class="list lesson-part">
        <i class="skeleton" style={{ width: "92%" }} />
        <i class="skeleton" style={{ width: "84%" }} />
        <i class="skeleton" style={{ width: "46%" }} />
      </div>
    </section>
  );
}

function Failed({ error, retry }: { error: ApiError; retry(): void }) {
  const all = { label: t("app-lesson-all"), run: () => router.open("lessons") };
  if (error.status === 404) {
    return <State title={t("app-lesson-gone")} text={t("app-lesson-gone-text")} action={all} />;
  }
  if (error.code === "lesson_closed") {
    return (
      <State
        title={t("app-lesson-closed")}
        text={t("app-lesson-closed-text")}
        action={all}
      />
    );
  }
  return (
    <State
      title={t("app-lesson-failed")}
      text={error.message}
      requestId={error.requestId}
      action={{ label: t("app-retry"), run: retry }}
    />
  );
}

function OpenLesson({ place }: { place: LessonPlace }) {
  const lesson = useSignal<Lesson | null>(null), failure = useSignal<ApiError | null>(null);
  const online = member.link.value === "online";
  const load = async () => {
    failure.value = null;
    try {
      lesson.value = await lessons.lesson(place);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      failure.value = error;
    }
  };
  useEffect(() => {
    // An answer that is being written is not to be drawn over.
    if (!online || lesson.value) return;
    void load();
    if (!lessons.courses.value) void lessons.load();
  }, [online]);
  return (
    <main class="screen">
      <div class="column page lesson">
        {lesson.value
          ? <Whole place={place} lesson={lesson.value} />
          : failure.value
          ? <Failed error={failure.value} retry={() => void load()} />
          : <Waiting />}
      </div>
    </main>
  );
}

export default function LessonScreen() {
  const place = lessonPlace.value;
  // A link names the screen alone: without a lesson there are the lessons.
  if (!place) return <LessonsScreen />;
  return <OpenLesson key={`${place.course}/${place.lesson}`} place={place} />;
}
