# Уроки и план заботы.

app-lessons = Уроки
app-lessons-failed = Не получилось открыть уроки
app-lessons-empty = Уроков пока нет
app-lessons-empty-text = Когда они появятся, их можно будет пройти здесь.
app-course-passed = { $passed } из { $all }
app-course-passed-long = { $all ->
    [one] Пройдено { $passed } из { $all } урока
   *[other] Пройдено { $passed } из { $all } уроков
}
app-course-finished = Курс пройден
app-course-start = Начать курс
app-course-go-on = Продолжить
app-lesson-state-passed = пройден
app-lesson-state-open = открыт
app-lesson-state-closed = откроется после предыдущего

app-lesson-of = Урок { $number } из { $all }
app-lesson-failed = Не получилось открыть урок
app-lesson-gone = Этого урока больше нет
app-lesson-gone-text = Курс изменился. Остальные уроки на месте.
app-lesson-task = Задание
app-lesson-question = Вопрос
app-lesson-answer = Твой ответ
app-lesson-write = Напиши своими словами
app-lesson-send = Ответить
app-lesson-reading = Читаю твой ответ
app-lesson-length = { $length } из { $limit }
app-lesson-passed = Зачтено
app-lesson-not-yet = Пока не зачтено
app-lesson-yours = Твой прошлый ответ
app-lesson-next = Следующий урок
app-lesson-all = Все уроки
app-lesson-not-sent = Ответ не отправился, слова остались в поле. { $reason }
app-lesson-closed = Урок ещё закрыт
app-lesson-closed-text = Он откроется, когда пройдёшь предыдущий.

app-care-plan = Твой план
app-care-plan-since = с { $date }
app-care-plan-end = Закончить план
app-care-plan-sure = Закончить этот план?
app-care-plan-sure-text = Я перестану напоминать о нём. Новый можно начать в любой момент.
app-care-plan-keep = Оставить
app-care-plan-ended = План закончен
app-care-plan-failed = Не получилось закончить план. Попробуй ещё раз.
