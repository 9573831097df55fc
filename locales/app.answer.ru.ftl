# Что стоит рядом с ответом: источники и карточки.

app-source = Источник { $number }: { $name }
app-sources = Источники
app-source-file = Файл «{ $file }»
app-source-updated = обновлён { $date }
app-source-whole = Открыть главу целиком
app-source-part = Показать только это место
app-source-discuss = Обсудить это
app-source-question = Расскажи подробнее про «{ $topic }» из «{ $title }».
app-source-question-title = Расскажи подробнее про «{ $title }».
app-source-quote = Слова, на которые я опиралась
app-source-gone = Этого места в материалах больше нет: его изменили или убрали. Осталось то, что я тогда прочитала.
app-source-offline = Нет сети, поэтому здесь только прочитанные тогда слова.
app-source-failed = Не получилось открыть главу. Здесь слова, которые я тогда прочитала.

app-card-opens = { $title }, откроется в браузере
app-card-picture = Картинка «{ $title }»
app-card-price-over-day = { $direction ->
    [up] выросла на { $change } % за сутки
    [down] упала на { $change } % за сутки
   *[still] без изменений за сутки
}
app-card-at = в { $time }
app-card-feels = ощущается как { $degrees }
app-card-memory = Память
app-card-plan-start = Начать
app-card-plan-yes = да
app-card-plan-open = Открыть план
app-card-lesson = Урок
app-card-lesson-open = Открыть урок
app-card-call = Позвонить: { $name }, { $phone }
app-call-fold = { $minutes ->
    [one] Звонок, { $minutes } минута
    [few] Звонок, { $minutes } минуты
   *[many] Звонок, { $minutes } минут
}

# Переписка
app-thread = Переписка
app-thread-empty = Здесь будет наш разговор
app-thread-empty-text = Напиши первое сообщение, отвечу сразу.
app-thread-failed = Не получилось открыть переписку
app-thread-failed-text = Сообщения целы. Можно попробовать ещё раз.
app-older = Показать раньше
app-latest = К последнему сообщению
app-thinking = Думаю
app-reconnecting = Связь прервалась, возвращаюсь.
app-cancelled = Остановлено
app-failed = Не получилось ответить. Сообщение не потрачено.
app-broken = Связи нет, ответ не дошёл. Сообщение на месте.
app-limit-title = { $kind ->
    [calls] Звонки закончились
    [messages] Сообщения на сегодня закончились
   *[other] На сегодня всё
}
app-limit-resets = Новые будут { $when }. Твои слова остались в поле.
app-slow-down = Слишком быстро. Продолжим через { $seconds } с.
app-not-sent = Не отправилось. Текст остался в поле.
app-incognito-empty = Этот разговор останется только здесь, пока ты его не закроешь. Сообщения считаются как обычно.
