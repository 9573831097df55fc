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
app-hello-speak = Нажми на сферу и говори.
app-orb = Позвонить { $assistant }
app-open-chat = Написать { $assistant }
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
app-profile = { $conversations } · план { $plan }
app-to-plans = Открыть план
app-open-memory = Память
app-open-settings = Настройки
app-open-lessons = Уроки
app-lessons-passed = пройдено { $passed } из { $all }
app-waiting-title = Пока не слышу тебя.
app-waiting-text = Как только появится связь, продолжим.

# Переписка
app-length = { $length } из { $limit }
app-too-long = Слишком длинное: { $length } из { $limit }
app-limit-plans = Посмотреть планы

# Инкогнито
app-incognito = Инкогнито
app-incognito-strip = Инкогнито: ничего не сохраняется
app-incognito-off = Выключить
app-incognito-stay = Остаться
app-incognito-leave = Выключить инкогнито?
app-incognito-leave-text = Этот разговор исчезнет. Сохранённая переписка останется как была.
app-write-incognito = Написать без следа

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
