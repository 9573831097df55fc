# Тексты страницы «План»; загружаются вместе с ней.

app-plan = План
app-plan-now = Почему такой план и до какого дня
app-plan-at-now = { $plan }, сейчас
app-plan-then = { $plan }, { $range }
app-plan-reason = { $reason }, { $end }
app-plan-by-itself = { $reason }, начнётся сам
app-plan-forever = без срока
app-plan-until = до { $date }
# $source: откуда дни плана
app-plan-why = { $source ->
    [trial] Пробные дни
    [purchase] Оплачен
    [promo] По промокоду
    [topup] Куплен сверх плана
    [gift] Подарок
    [referral] За приглашение
    [operator] От владельца сообщества
    [grace] Дни вышли, но пока всё работает, как раньше
   *[free] Есть у всех
}
app-plan-grace-later = Дни выйдут, но всё ещё будет работать, как раньше
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
app-plans-failed = Не получилось показать планы
app-pack-left = { $left ->
    [one] осталась { $left } минута
    [few] осталось { $left } минуты
   *[many] осталось { $left } минут
}
app-plan-take = Взять { $name }
app-plan-renew = Продлить { $name }
app-plan-or-stars = или { $price } прямо в Telegram
app-trial = Попробовать { $days ->
    [one] { $days } день
    [few] { $days } дня
   *[many] { $days } дней
}
app-trial-text = Бесплатно и один раз. Само ничего не продлится и не спишется.
app-trial-begun = Пробные дни начались
app-packs = Минуты сверх плана
app-pack-text = { $minutes ->
    [one] { $minutes } минута
    [few] { $minutes } минуты
   *[many] { $minutes } минут
} на { $days ->
    [one] { $days } день
    [few] { $days } дня
   *[many] { $days } дней
}
app-sale-failed = Что продаётся, сейчас не узнать.
app-plan-invoice = Счёт: { $name }
app-plan-invoice-text = { $state ->
    [confirming] { $price }, сеть подтверждает перевод
    [short_waiting] ещё { $price }
   *[open] { $price }, ждёт оплаты
}
app-plan-gifts = Подарки
app-plan-referral = Пригласить
app-plan-referral-text = { $days ->
    [one] { $days } день вам обоим
    [few] { $days } дня вам обоим
   *[many] { $days } дней вам обоим
}
app-plan-payments = Платежи и квитанции
app-subscription = Подписка в Stars
app-subscription-what = { $name } за { $price }
app-subscription-renews = продлится { $date }
app-subscription-until = не продлится, действует до { $date }
app-subscription-cancel = Отключить
app-subscription-resume = Продлевать
app-subscription-keep = Оставить
app-subscription-cancel-sure = Отключить продление?
app-subscription-cancel-text = Больше ничего не спишется. Оплаченные дни останутся, до { $date }.
app-subscription-ends = Продление отключено, дни до { $date } твои
app-subscription-goes-on = Продление снова включено

# Что принёс код
app-redeemed-days = { $days ->
    [one] Плюс { $days } день { $plan }
    [few] Плюс { $days } дня { $plan }
   *[many] Плюс { $days } дней { $plan }
}
app-redeemed-days-text = Код { $code } принят.
app-redeemed-gift = { $days ->
    [one] Подарок твой: { $plan } на { $days } день
    [few] Подарок твой: { $plan } на { $days } дня
   *[many] Подарок твой: { $plan } на { $days } дней
}
app-redeemed-gift-text = Код { $code } принят.
app-redeemed-discount = Код { $code }: { $off }
app-redeemed-discount-text = Вычту при оплате.
app-redeemed-referral = Приглашение принято
app-redeemed-referral-text = После твоей первой оплаты дни придут вам обоим.
app-redeemed-until = Теперь до { $until }.
# $kind: promo, gift или ref
app-followed = { $kind ->
    [gift] Тебе подарок
    [ref] Тебя пригласили
   *[promo] Промокод
}
app-followed-text = { $kind ->
    [gift] Код сработает один раз, для тебя.
    [ref] После твоей первой оплаты дни придут вам обоим.
   *[promo] Одно касание, и будет видно, что он даёт.
}
app-followed-take = { $kind ->
    [gift] Принять подарок
   *[promo] Применить
}
