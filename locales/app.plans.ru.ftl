# Тексты страницы «План»; загружаются вместе с ней.

app-plan = План
app-plan-now = Сейчас
app-plan-forever = без срока
app-plan-until = до { $date }
# $source: откуда дни плана
app-plan-why = { $source ->
    [trial] Пробные дни
    [purchase] Оплачен
    [promo] По промокоду
    [gift] Подарок
    [referral] За приглашение
    [operator] От владельца сообщества
   *[free] Есть у всех
}
app-plan-grace = Дни вышли, но пока всё работает, как раньше
app-plan-then = Потом { $plan }
app-plan-from-until = { $from } – { $until }
app-plan-from = с { $from }, без срока
app-plan-left = Сколько осталось
app-resets = обновится { $when }
app-in-period = за весь срок плана
app-in-period-until = до { $date }
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
