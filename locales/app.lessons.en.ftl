# Lessons and the care plan.

app-lessons = Lessons
app-lessons-failed = The lessons could not be opened
app-lessons-empty = No lessons yet
app-lessons-empty-text = When there are some, you can take them here.
app-course-passed = { $passed } of { $all }
app-course-passed-long = { $all ->
    [one] { $passed } of { $all } lesson passed
   *[other] { $passed } of { $all } lessons passed
}
app-course-finished = Course finished
app-course-start = Start the course
app-course-go-on = Continue
app-lesson-state-passed = passed
app-lesson-state-open = open
app-lesson-state-closed = opens after the one before

app-lesson-of = Lesson { $number } of { $all }
app-lesson-failed = The lesson could not be opened
app-lesson-gone = This lesson is gone
app-lesson-gone-text = The course has changed. The other lessons are still there.
app-lesson-task = Task
app-lesson-question = Question
app-lesson-answer = Your answer
app-lesson-write = In your own words
app-lesson-send = Answer
app-lesson-reading = Reading your answer
app-lesson-length = { $length } of { $limit }
app-lesson-passed = Passed
app-lesson-not-yet = Not yet
app-lesson-yours = Your last answer
app-lesson-next = Next lesson
app-lesson-all = All lessons
app-lesson-not-sent = Your answer was not sent, your words are still in the field. { $reason }
app-lesson-closed = This lesson is still closed
app-lesson-closed-text = It opens once you have passed the one before.

app-care-plan = Your plan
app-care-plan-since = since { $date }
app-care-plan-end = End the plan
app-care-plan-sure = End this plan?
app-care-plan-sure-text = I will stop reminding you of it. You can start a new one at any time.
app-care-plan-keep = Keep it
app-care-plan-ended = Plan ended
app-care-plan-failed = The plan could not be ended. Try again.
