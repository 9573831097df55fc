# Тексты покупки, счёта, квитанций, кодов и приглашений; загружаются вместе с ними.

app-offer = { $name } на { $days ->
    [one] { $days } день
    [few] { $days } дня
   *[many] { $days } дней
}
app-range-from = с { $from }, без срока
app-pay-offline = Нет сети. Как появится, попробуй ещё раз.
app-pay-failed = Не получилось. Попробуй ещё раз.
app-pay-copied = Скопировано
app-pay-not-copied = Скопировать не получилось. Выдели текст и скопируй вручную.
app-pay-share = Отправить
app-pay-copy-link = Скопировать ссылку

# Покупка
app-change-now = Сразу, до { $until }.
app-change-now-forever = Сразу и без срока.
# $after: откуда дни, за которыми встанут новые
app-change-after = { $range }, { $after ->
    [trial] после пробных дней.
    [purchase] после уже оплаченных дней.
    [promo] после дней по промокоду.
    [gift] после подаренных дней.
    [referral] после дней за приглашение.
    [operator] после дней от владельца.
   *[other] после того, что уже есть.
}
app-change-waits = { $days ->
    [one] { $plan } подождёт: его { $days } день продолжится потом.
    [few] { $plan } подождёт: его { $days } дня продолжатся потом.
   *[many] { $plan } подождёт: его { $days } дней продолжатся потом.
}
app-change-covered = { $range }: начнётся, когда закончится { $plan }.
app-change-beside = { $minutes ->
    [one] { $minutes } минута сверх плана
    [few] { $minutes } минуты сверх плана
   *[many] { $minutes } минут сверх плана
}, до { $until }.
app-change-gift = Придёт код и ссылка. Дни пойдут, когда их применят.
app-for-whom = Кому
app-for-me = Себе
app-for-another = В подарок
app-to-pay = К оплате
app-to-pay-more = Доплатить
app-for-nothing = Бесплатно
app-credit = С прошлых платежей
app-code-named = Код { $code }
app-code-percent = −{ $percent } %
app-code-remove = Убрать код { $code }
app-code = Промокод
app-code-write = Введи код
app-code-have = Есть промокод
app-code-apply = Применить
app-code-applying = Проверяю
app-ways = Способ оплаты
app-way-crypto = Криптовалюта
app-way-crypto-coins = { $coins } и другие
app-way-stars = Telegram Stars
app-way-stars-text = { $price }, спишутся сразу
app-way-stars_subscription = Подписка в Stars
app-way-stars_subscription-text = { $price } каждые { $days } дней
app-coin = Монета и сеть
app-coin-later = Выберу на странице оплаты
app-coin-network = Сеть
# $what: plan, pack или gift
app-note-crypto = { $what ->
    [gift] Код придёт, когда сеть подтвердит перевод.
    [pack] Минуты добавятся, когда сеть подтвердит перевод.
   *[plan] { $name } откроется, когда сеть подтвердит перевод.
} Само ничего не продлевается.
app-note-stars = { $what ->
    [gift] Код придёт сразу после оплаты.
    [pack] Минуты добавятся сразу после оплаты.
   *[plan] { $name } откроется сразу после оплаты.
} Само ничего не продлевается.
app-note-nothing = { $what ->
    [gift] Платить не нужно, код будет сразу.
    [pack] Платить не нужно, минуты добавятся сразу.
   *[plan] Платить не нужно, { $name } откроется сразу.
}
app-note-renews = Продлевается само: { $price } каждые { $days } дней. Отключить можно в любой момент здесь, на странице «План», или в Telegram; оплаченные дни останутся.
app-pay = Оплатить { $price }
app-get = Получить
app-paying = Готовлю счёт
app-counting = Считаю
app-quote-changed = Цена или срок изменились. Посмотри ещё раз и подтверди.
app-stars-cancelled = Оплата отменена, ничего не списано.
app-stars-failed = Telegram не провёл оплату, ничего не списано.

# Счёт
app-invoice = Счёт
app-invoice-for-gift = { $offer }, в подарок
app-invoice-unread = Счёт не открылся
app-invoice-gone = Такого счёта нет
app-invoice-gone-text = Возможно, он с другого аккаунта. Свои счета найдёшь в платежах.
app-invoice-qr = QR-код с адресом для оплаты
app-invoice-network = сеть { $network }
app-invoice-open-for = Счёт открыт ещё
app-invoice-address = Адрес
app-invoice-copy-address = Скопировать адрес
app-invoice-copy-sum = Скопировать сумму
app-invoice-exactly = Отправь ровно эту сумму и только в сети { $network }: из другой сети перевод не дойдёт.
app-invoice-exactly-plain = Отправь ровно эту сумму и только в этой сети: из другой перевод не дойдёт.
app-invoice-elsewhere = Монету и сеть выберешь на странице оплаты. Вернись сюда потом, счёт обновится сам.
app-invoice-on-its-way = В пути
app-invoice-confirming-text = Перевод виден, сеть его подтверждает. Обычно это несколько минут, страницу можно закрыть.
app-invoice-page = Страница оплаты
app-invoice-to-page = Открыть страницу оплаты
app-invoice-check = Оплачено, проверить
app-invoice-checking = Проверяю
app-invoice-not-yet = Перевода пока не видно. Сети нужно несколько минут.
app-invoice-cancel = Отменить счёт
app-invoice-cancel-sure = Отменить счёт?
app-invoice-cancel-text = Если деньги уже отправлены, не отменяй: они найдутся сами.
app-invoice-cancel-no = Оставить
app-invoice-cancelled = Счёт отменён
app-invoice-again = Оформить заново
app-invoice-owed = Пришло { $paid } из { $asked }
app-invoice-owed-text = Доплати { $owed } на тот же адрес.
app-invoice-expired = Счёт закрылся
app-invoice-expired-text = Если деньги уже отправлены, найду и зачту. Нет, значит можно оформить заново.
app-invoice-failed = Оплата не прошла
app-invoice-failed-text = Платёжная система её не приняла. Если деньги ушли, владелец это увидит и разберётся.
app-invoice-locked = Платёж на проверке
app-invoice-locked-text = Платёжная система задержала его. Владелец уже знает; как решится, напишу.
app-invoice-short = Пришло меньше, чем нужно
app-invoice-short-text = { $paid } из { $asked }. Владелец видит этот платёж и разберётся.
app-invoice-short-days = Пришло { $paid } из { $asked }
app-invoice-short-days-text = { $days ->
    [one] Этого хватило на { $days } день { $name }.
    [few] Этого хватило на { $days } дня { $name }.
   *[many] Этого хватило на { $days } дней { $name }.
}
app-invoice-short-kept = Пришло { $paid } из { $asked }
app-invoice-short-kept-text = { $kept } остались за тобой: вычту из следующего счёта.
app-invoice-short-refund = Пришло { $paid } из { $asked }
app-invoice-short-refund-text = Этого не хватило, деньги вернутся. Скажи, на какой адрес.
app-invoice-over = Пришло больше, чем нужно
app-invoice-over-text = { $kept } остались за тобой: вычту из следующего счёта.
app-invoice-late = Деньги пришли после срока
app-invoice-late-text = Ничего страшного, всё зачтено.
app-invoice-refunding = Деньги возвращаются
app-invoice-refunding-text = Возврат отправлен, дойдёт за несколько минут или часов.
app-invoice-refunded = Деньги вернулись
app-invoice-refunded-text = То, что было по этому счёту, закрыто.
# Для программы чтения с экрана
app-invoice-said = { $state ->
    [open] Счёт ждёт перевода
    [confirming] Перевод замечен, сеть подтверждает
    [short_waiting] Пришла часть суммы
    [paid] Оплачено: { $name }
    [expired] Счёт закрылся
    [failed] Оплата не прошла
    [short] Пришло меньше, чем нужно
    [locked] Платёж на проверке
    [refunding] Деньги возвращаются
    [refunded] Деньги вернулись
   *[other] Счёт обновился
}
app-steps = Ход оплаты
app-step-issued = Счёт выставлен
app-step-waiting = Жду перевод
app-step-seen = Перевод замечен
app-step-confirming = Сеть подтверждает
app-step-part = Пришла часть суммы
app-step-paid = Деньги пришли
app-step-queued = { $name } начнётся сам
app-step-opened = { $what ->
    [gift] Код готов
    [pack] Минуты добавлены
   *[plan] { $name } открыт
}
app-paid-plan = { $name } открыт
app-paid-plan-later = { $name } оплачен
app-paid-pack = { $minutes ->
    [one] Плюс { $minutes } минута
    [few] Плюс { $minutes } минуты
   *[many] Плюс { $minutes } минут
}
app-paid-gift = Подарок готов
app-paid-gift-text = { $days ->
    [one] { $name } на { $days } день. Отправь ссылку, дни пойдут, когда её откроют.
    [few] { $name } на { $days } дня. Отправь ссылку, дни пойдут, когда её откроют.
   *[many] { $name } на { $days } дней. Отправь ссылку, дни пойдут, когда её откроют.
}
app-paid-gift-redeemed = { $days ->
    [one] { $name } на { $days } день. Подарок уже приняли.
    [few] { $name } на { $days } дня. Подарок уже приняли.
   *[many] { $name } на { $days } дней. Подарок уже приняли.
}
app-paid-until = до { $until }

# Возврат
app-refund-to = Куда вернуть
app-refund-address = Адрес кошелька
app-refund-network = Сеть та же: { $network }.
app-refund-not-address = Это не похоже на адрес. Проверь, всё ли скопировалось.
app-refund-send = Вернуть сюда
app-refund-sending = Отправляю
app-refund-sure = Адрес верный?
app-refund-sure-text = { $address } Отправленное на чужой адрес вернуть нельзя.
app-refund-yes = Да, сюда
app-refund-no = Проверю ещё раз
app-refund-sent = Адрес принят, верну деньги туда

# Платежи
app-payments = Платежи
app-payments-failed = Платежи не открылись
app-payments-empty = Платежей пока нет
app-payments-empty-text = Когда появятся, здесь будут и квитанции.
app-payments-to-plans = Посмотреть планы
app-payment-state = { $state ->
    [open] ждёт оплаты
    [confirming] подтверждается
    [short_waiting] ждёт доплаты
    [refundable] нужен адрес
    [paid] оплачено
    [expired] закрыт
    [failed] не прошёл
    [short] не хватило
    [locked] на проверке
    [refunding] возвращается
   *[refunded] возвращено
}
app-receipt-of = Квитанция
app-receipt-of-what = Квитанция: { $offer }, { $date }
app-receipt-copy = Скопировать квитанцию
app-receipt-what = Что
app-receipt-date = Когда
app-receipt-moment = { $date }, { $time }
app-receipt-full = Цена
app-receipt-code = Промокод
app-receipt-sum = Итого
app-receipt-came = Пришло
app-receipt-back = Возвращено
app-receipt-until = Действует до
app-receipt-transaction = Перевод
app-receipt-id = Номер

# Подарки
app-gifts = Подарки
app-gifts-text = Коды для других. Каждый срабатывает один раз.
app-gifts-failed = Подарки не открылись
app-gifts-empty = Подарков пока нет
app-gifts-empty-text = Выбери план «В подарок», и здесь появится код.
app-gifts-buy = Купить подарок
app-gift-code = Код подарка
app-gift-copy = Скопировать код
app-gift-words = Подарок: { $name } на { $days ->
    [one] { $days } день
    [few] { $days } дня
   *[many] { $days } дней
}. Открой ссылку, и он твой.
app-gift-what = { $name } на { $days ->
    [one] { $days } день
    [few] { $days } дня
   *[many] { $days } дней
}
app-gift-waits = ещё не открыт
app-gift-redeemed = принят
app-gift-bought = Куплен { $date }.
app-gift-redeemed-at = Принят { $date }.

# Приглашения
app-referral = Пригласить
app-referral-failed = Приглашения не открылись
app-referral-off = Приглашений здесь пока нет
app-referral-offer = { $days ->
    [one] По { $days } дню { $plan } тебе и тому, кого позовёшь
    [few] По { $days } дня { $plan } тебе и тому, кого позовёшь
   *[many] По { $days } дней { $plan } тебе и тому, кого позовёшь
}
app-referral-how = Дни придут обоим после первой оплаты того, кто откроет твою ссылку.
app-referral-words = Это { $assistant }, голосовая помощница. По этой ссылке дни в подарок.
app-referral-so-far = Пока вышло
app-referral-invited = { $count ->
    [one] приглашён
   *[other] приглашено
}
app-referral-paid = { $count ->
    [one] оплатил
   *[other] оплатили
}
app-referral-earnedDays = { $count ->
    [one] день тебе
    [few] дня тебе
   *[many] дней тебе
}
