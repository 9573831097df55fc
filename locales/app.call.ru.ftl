# Звонок: что происходит, чего не хватило и что делать дальше.

app-call = Звонок
app-call-mood-idle = Нажми на сферу и говори
app-call-mood-connecting = Соединяю
app-call-mood-listening = Слушаю
app-call-mood-thinking = Думаю
app-call-mood-speaking = { $assistant } говорит
app-call-mood-muted = Микрофон выключен
app-call-mood-reconnecting = Связь прервалась, возвращаюсь
app-call-mood-ended = Звонок завершён
app-call-agent-away = Пропала на секунду, возвращаюсь
app-call-first = Поздороваюсь, и говори.
app-call-incognito = Инкогнито: от звонка ничего не останется
app-call-left-minutes = { $minutes ->
    [one] осталась { $minutes } минута
    [few] осталось { $minutes } минуты
   *[many] осталось { $minutes } минут
}
app-call-left-seconds = осталось { $seconds } с
app-call-warned = { $minutes ->
    [0] До конца звонка { $seconds } секунд
    [one] До конца звонка { $minutes } минута
    [few] До конца звонка { $minutes } минуты
   *[many] До конца звонка { $minutes } минут
}
app-call-transcript = Расшифровка разговора
app-call-you = Ты
app-call-controls = Управление звонком
app-call-microphone = Микрофон
app-call-hang-up = Завершить
app-call-write = Написать
app-call-field = Написать в звонок
app-call-sound = Включить звук
app-call-deaf = Микрофон пропал.
app-call-deaf-renew = Подключить
app-call-not-written = Не отправилось. Текст остался в поле.
app-call-on = Звонок продолжается
app-call-on-back = Вернуться
app-call-start = Позвонить { $assistant }

# Почему не получилось
app-call-limit = Звонки закончились
app-call-limit-resets = Новые будут { $when }, писать можно сейчас.
app-call-to-plans = Посмотреть планы
app-call-in-writing = Написать
app-call-live = Звонок уже идёт
app-call-live-text = Он открыт на другом устройстве или в другой вкладке. Можно продолжить здесь.
app-call-here = Продолжить здесь
app-call-voice-off = Голоса здесь пока нет
app-call-voice-off-text = Звонки не подключены. Отвечу в переписке.
app-call-unavailable = Сейчас не дозвониться
app-call-unavailable-text = Голосовая связь не отвечает. Звонок не засчитан: попробуй ещё раз или напиши.
app-call-offline = Нет сети
app-call-offline-text = Звонку нужна связь. Попробуй ещё раз, когда она появится.
app-call-denied = Не слышу тебя
app-call-denied-text = Нет доступа к микрофону. Как его дать:
app-call-missing = Не вижу микрофона
app-call-missing-text = Подключи микрофон или гарнитуру и попробуй ещё раз. Писать можно и так.
app-call-busy = Микрофон занят
app-call-busy-text = Его держит другая программа, например ещё один звонок. Закрой её и попробуй ещё раз.
app-call-unsupported = Отсюда не позвонить
app-call-unsupported-text = Эта версия Telegram не даёт приложениям микрофон. Обнови её или напиши мне.
app-call-step-ios-1 = Открой «Настройки» айфона, «Приложения», Telegram.
app-call-step-ios-2 = Включи «Микрофон».
app-call-step-ios-3 = Вернись сюда и попробуй ещё раз.
app-call-step-android-1 = Открой настройки телефона, «Приложения», Telegram, «Разрешения».
app-call-step-android-2 = Для микрофона выбери «Разрешить при использовании».
app-call-step-android-3 = Вернись, попробуй ещё раз и на вопрос Telegram ответь «Разрешить».
app-call-step-windows-1 = Открой «Параметры» Windows, «Конфиденциальность», «Микрофон».
app-call-step-windows-2 = Включи доступ и разреши его классическим приложениям.
app-call-step-windows-3 = Закрой Sfera, открой снова и на вопрос ответь «Разрешить».
app-call-step-macos-1 = Открой «Системные настройки», «Конфиденциальность и безопасность», «Микрофон».
app-call-step-macos-2 = Включи Telegram и перезапусти его.
app-call-step-macos-3 = Попробуй ещё раз.
app-call-step-linux-1 = Проверь в настройках звука системы, что микрофон включён.
app-call-step-linux-2 = Закрой Sfera, открой снова и на вопрос ответь «Разрешить».
app-call-step-web-1 = Нажми на значок слева от адреса страницы.
app-call-step-web-2 = Разреши микрофон для этого сайта.
app-call-step-web-3 = Обнови страницу и позвони ещё раз.

# Другое устройство
app-call-displaced = Звонок идёт в другом месте
app-call-displaced-text = Он открыт на другом устройстве или в другой вкладке.
app-call-back-here = Вернуть сюда

# Чем кончилось
app-call-ended-talked = { $minutes ->
    [0] Поговорили меньше минуты
    [one] Поговорили { $minutes } минуту
    [few] Поговорили { $minutes } минуты
   *[many] Поговорили { $minutes } минут
}
app-call-ended-none = Разговора не вышло
app-call-why-hung_up = Рада была поговорить.
app-call-why-left = Связи не было, и я не дождалась.
app-call-why-limit = Время звонка вышло.
app-call-why-no_agent = Не получилось соединить.
app-call-why-silence = Было тихо, и я положила трубку.
app-call-why-model_unavailable = Голос сейчас не работает, продолжим письменно.
app-call-why-agent_lost = Связь оборвалась с моей стороны.
app-call-why-member_gone = Звонок закрыт.
app-call-free = Этот звонок не засчитан.
app-call-calls-left = { $left ->
    [0] Звонки закончились, новые будут { $when }.
    [one] Остался { $left } звонок.
    [few] Осталось { $left } звонка.
   *[many] Осталось { $left } звонков.
}
app-call-gone = Инкогнито: от звонка ничего не осталось.
app-call-longer = Хочешь говорить дольше?
app-call-again = Позвонить ещё
app-call-to-chat = Открыть переписку
app-call-go-on = Продолжить письменно
