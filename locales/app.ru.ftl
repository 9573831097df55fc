# Тексты Mini App. Коротко, на «ты», без восклицаний; числа и сроки подставляются.

app-message = Сообщение
app-write = Написать
app-send = Отправить
app-stop = Остановить
app-retry = Попробовать ещё раз
app-today = Сегодня
app-yesterday = Вчера
app-on-date = { $date }
app-in-time = через { $hours ->
    [0] { $minutes } мин
   *[other] { $minutes ->
        [0] { $hours } ч
       *[other] { $hours } ч { $minutes } мин
    }
}
app-request-id = Номер для поддержки: { $id }

# Начало
app-hello-morning = Доброе утро, { $name }.
app-hello-day = Добрый день, { $name }.
app-hello-evening = Добрый вечер, { $name }.
app-hello-night = Доброй ночи, { $name }.
app-hello-question = Чем займёмся?
app-orb = Написать { $assistant }
app-suggestions = С чего начать
app-left-messages = { $left ->
    [0] Сообщения на сегодня закончились
    [one] Осталось { $left } сообщение
    [few] Осталось { $left } сообщения
   *[many] Осталось { $left } сообщений
}
app-left-endless = Сообщения без предела
app-conversations = { $count ->
    [0] Первый разговор
    [one] { $count } разговор
    [few] { $count } разговора
   *[many] { $count } разговоров
}
app-profile = { $conversations } · план { $plan }
app-to-plans = Открыть план
app-waiting-title = Пока не слышу тебя.
app-waiting-text = Как только появится связь, продолжим.

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
app-source = Источник { $number }
app-sources = Источники
app-length = { $length } из { $limit }
app-too-long = Слишком длинное: { $length } из { $limit }
app-limit-title = { $kind ->
    [calls] Звонки закончились
    [messages] Сообщения на сегодня закончились
   *[other] На сегодня всё
}
app-limit-resets = Новые будут { $when }. Твои слова остались в поле.
app-limit-plans = Посмотреть планы
app-slow-down = Слишком быстро. Продолжим через { $seconds } с.
app-not-sent = Не отправилось. Текст остался в поле.

# План
app-plan = План
app-plan-now = Сейчас
app-plan-forever = без срока
app-plan-until = до { $date }
app-plan-left = Сколько осталось
app-resets = обновится { $when }
app-left-of = осталось { $left } из { $limit }
app-endless = без предела
app-calls = Звонки
app-messages = Сообщения
app-call_minutes = Минуты разговора
app-one-call = Один звонок
app-one-call-minutes = { $limit ->
    [one] до { $limit } минуты
   *[other] до { $limit } минут
}
app-plans = Планы
app-plan-yours = твой план
app-plan-free = Бесплатно
app-plan-days = за { $days ->
    [one] { $days } день
    [few] { $days } дня
   *[many] { $days } дней
}
app-includes-calls-day = { $limit ->
    [one] { $limit } звонок в день
    [few] { $limit } звонка в день
   *[many] { $limit } звонков в день
}
app-includes-calls-period = { $limit ->
    [one] { $limit } звонок за период
    [few] { $limit } звонка за период
   *[many] { $limit } звонков за период
}
app-includes-calls-endless = Звонки без дневного предела
app-includes-call_minutes-call = { $limit ->
    [one] До { $limit } минуты в звонке
   *[other] До { $limit } минут в звонке
}
app-includes-call_minutes-day = { $limit ->
    [one] { $limit } минута разговора в день
    [few] { $limit } минуты разговора в день
   *[many] { $limit } минут разговора в день
}
app-includes-call_minutes-period = { $limit ->
    [one] { $limit } минута разговора за период
    [few] { $limit } минуты разговора за период
   *[many] { $limit } минут разговора за период
}
app-includes-call_minutes-endless = Разговор любой длины
app-includes-messages-day = { $limit ->
    [one] { $limit } сообщение в день
    [few] { $limit } сообщения в день
   *[many] { $limit } сообщений в день
}
app-includes-messages-period = { $limit ->
    [one] { $limit } сообщение за период
    [few] { $limit } сообщения за период
   *[many] { $limit } сообщений за период
}
app-includes-messages-endless = Сообщения без дневного предела
app-plans-soon = Оплата откроется скоро. Пока у тебя остаётся твой план.
app-plans-failed = Не получилось показать планы

# Связь и неполадки
app-offline = Нет сети. Показываю сохранённое.
app-failing = Сервис не отвечает. Показываю сохранённое, пробую ещё раз.
app-refused = Вход устарел
app-refused-text = Закрой Sfera и открой заново из чата с ботом: кнопка меню слева от поля сообщения.
app-banned = Доступ закрыт
app-banned-text = Для этого аккаунта Sfera недоступна. Если это ошибка, напиши в чат с ботом.
app-trouble = Что-то пошло не так
app-trouble-text = Переписка и план целы. Попробуй ещё раз.
app-chunk-failed = Эта страница не загрузилась
app-chunk-failed-text = Похоже, связь прервалась.
app-close = Закрыть
app-outside = Sfera живёт в Telegram
app-outside-text = Так я узнаю тебя и помню наши разговоры.
app-outside-step-1 = Открой чат с ботом в Telegram
app-outside-step-2 = Нажми кнопку меню слева от поля сообщения
app-outside-note = Если кнопка под полем или в чужом чате открыла эту страницу, закрой её и зайди через кнопку меню.
