/** The lessons: courses as strings of pearls, and the plan that is being followed. */
import { useEffect } from "preact/hooks";
import { ApiError } from "../api.ts";
import { lessons } from "../lessons/mine.ts";
import { openLesson } from "../lessons/place.ts";
import { type CarePlan, type Course, nextIn, passedIn } from "../lessons/state.ts";
import { Icon } from "../parts/icon.tsx";
import { Pearl } from "../parts/pearls.tsx";
import { RichText } from "../parts/rich-text.tsx";
import { State } from "../parts/state.tsx";
import { showToast } from "../parts/toast.tsx";
import { calendar, member } from "../service.ts";
import { ask, haptic } from "../telegram.ts";
import { t } from "../texts.ts";
import { dateLabel } from "../time.ts";
import "../styles/list.css";
import "../styles/lessons.css";

async function endPlan(): Promise<void> {
  haptic("tap");
  const sure = await ask({
    title: t("app-care-plan-sure"),
    message: t("app-care-plan-sure-text"),
    yes: t("app-care-plan-end"),
    no: t("app-care-plan-keep"),
  });
  if (!sure) return;
  try {
    await lessons.endCarePlan();
    showToast({ icon: "check", text: t("app-care-plan-ended") });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    haptic("error");
    showToast({ icon: "alert", text: error.message || t("app-care-plan-failed") });
  }
}

function Plan({ plan }: { plan: CarePlan }) {
  const date = dateLabel(calendar(), plan.startedAt, member.now());
  return (
    <section class="section">
      <h2>
        <span>{t("app-care-plan")}</span>
        <span>{t("app-care-plan-since", { date })}</span>
      </h2>
      <div class="list care-plan">
        <h3 class="head" dir="auto">{plan.title}</h3>
        <ol>
          {plan.steps.map((step) => (
            <li key={step} dir="auto">
              <RichText text={step} />
            </li>
          ))}
        </ol>
        <button class="button plain" type="button" onClick={() => void endPlan()}>
          {t("app-care-plan-end")}
        </button>
      </div>
    </section>
  );
}

type LessonOfCourse = Course["lessons"][number];

function LessonRow({ lesson, next, afterOpen, onOpen }: {
  lesson: LessonOfCourse;
  /** The one to go on with. */
  next: boolean;
  /** The first that is still closed: it says when it opens, the others go without saying. */
  afterOpen: boolean;
  onOpen(): void;
}) {
  const { title, state } = lesson;
  return (
    <li data-state={state} data-next={next || undefined}>
      <button type="button" disabled={state === "closed"} onClick={onOpen}>
        <Pearl off={state !== "passed"} />
        <span class="row-words">
          <span dir="auto">{title}</span>
          <span class={afterOpen ? "caption" : "unseen"}>
            {t(`app-lesson-state-${state}`)}
          </span>
        </span>
        {state !== "closed" && <Icon name="forward" small />}
      </button>
    </li>
  );
}

/** What to do next in a course. */
function GoOn({ course, onOpen }: { course: Course; onOpen(lesson: LessonOfCourse): void }) {
  const next = nextIn(course);
  if (passedIn(course) === course.lessons.length) {
    return (
      <p class="second course-end">
        <Icon name="check" small />
        {t("app-course-finished")}
      </p>
    );
  }
  if (!next) return null;
  return (
    <button class="button tinted" type="button" onClick={() => onOpen(next)}>
      {t(passedIn(course) === 0 ? "app-course-start" : "app-course-go-on")}
    </button>
  );
}

function CourseCard({ course }: { course: Course }) {
  const passed = passedIn(course), all = course.lessons.length;
  const next = nextIn(course);
  const firstClosed = course.lessons.find(({ state }) => state === "closed");
  const open = ({ id }: LessonOfCourse) => {
    haptic("tap");
    openLesson({ course: course.id, lesson: id });
  };
  return (
    <section class="section" aria-label={course.title}>
      <div class="list course">
        <header>
          <h2 class="title" dir="auto">{course.title}</h2>
          <span class="second numbers">
            <span aria-hidden="true">{t("app-course-passed", { passed, all })}</span>
            <span class="unseen">{t("app-course-passed-long", { passed, all })}</span>
          </span>
        </header>
        {course.description && <p class="second" dir="auto">{course.description}</p>}
        <ol class="string">
          {course.lessons.map((lesson) => (
            <LessonRow
              key={lesson.id}
              lesson={lesson}
              next={lesson === next}
              afterOpen={lesson === firstClosed}
              onOpen={() => open(lesson)}
            />
          ))}
        </ol>
        <GoOn course={course} onOpen={open} />
      </div>
    </section>
  );
}

function All({ courses }: { courses: Course[] }) {
  if (courses.length === 0) {
    return <State title={t("app-lessons-empty")} text={t("app-lessons-empty-text")} />;
  }
  return <>{courses.map((course) => <CourseCard key={course.id} course={course} />)}</>;
}

function Waiting() {
  return (
    <section class="section" aria-busy="true">
      <div class="list course">
        <i class="skeleton" style={{ width: "48%", height: "1.4rem" }} />
        <i class="skeleton" style={{ width: "84%" }} />
        <i class="skeleton" style={{ width: "62%" }} />
        <i class="skeleton" style={{ width: "70%" }} />
      </div>
    </section>
  );
}

export default function LessonsScreen() {
  const online = member.link.value === "online";
  const courses = lessons.courses.value, failure = lessons.failure.value;
  const plan = lessons.carePlan.value;
  useEffect(() => {
    if (online) void lessons.load();
  }, [online]);
  return (
    <main class="screen">
      <div class="column page">
        <h1 class="large">{t("app-lessons")}</h1>
        {plan && <Plan plan={plan} />}
        {courses ? <All courses={courses} /> : failure
          ? (
            <State
              title={t("app-lessons-failed")}
              text={failure.message}
              requestId={failure.requestId}
              action={{ label: t("app-retry"), run: () => void lessons.load() }}
            />
          )
          : <Waiting />}
      </div>
    </main>
  );
}
