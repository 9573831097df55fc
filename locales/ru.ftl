### Тексты Sfera по-русски: коротко, тепло, на «ты». Что случилось, потом что делать.

## Ошибки: error-<код> для каждого кода из domain/errors.ts

error-bad_request = Не получилось это понять. Проверь, что написано, и отправь ещё раз.
error-init_data_invalid = Telegram не подтвердил вход. Закрой приложение и открой его из чата с ботом.
error-session_invalid = Вход устарел. Закрой приложение и открой его снова.
error-allowance_exhausted = Лимит на сегодня закончился. Возвращайся завтра или посмотри планы.
error-banned = Доступ закрыт. Если это ошибка, напиши владельцу сообщества.
error-forbidden = Отсюда это сделать нельзя. Открой приложение из чата с ботом.
error-outside_refused = Эту страницу я открыть не могу. Попробуй другую.
error-not_found = Такого здесь нет. Вернись назад и попробуй снова.
error-conflict = Кое-что изменилось одновременно. Попробуй ещё раз.
error-idempotency_mismatch = Это сообщение уже отправлено с другим текстом. Отправь новое.
error-call_live = Ты уже в звонке. Продолжить можно здесь.
error-epoch_stale = Звонок уже ведёт другой помощник.
error-turn_gap = Часть сказанного не дошла.
error-call_ended = Этот звонок закончился.
error-payments_refused = Оплата сейчас не проходит. Попробуй чуть позже.
error-payments_unavailable = Платёжная система сейчас не отвечает. Попробуй через минуту, дважды ничего не спишется.
error-voice_off = Звонков здесь пока нет. Напиши мне, я отвечу.
error-voice_unavailable = Сейчас не получается позвонить. Попробуй через минуту или напиши, звонок не списан.
error-lesson_closed = Этот урок ещё закрыт. Сначала пройди те, что перед ним.
error-promo_refused = Этот код не подходит.
error-quote_changed = Цена или срок успели измениться. Посмотри ещё раз, прежде чем платить.
error-not_sold = Это сейчас не продаётся.
error-refund_refused = Возвращать здесь нечего: деньги уже вернулись, уже в пути или не приходили.
error-trial_used = Пробные дни уже были.
error-body_too_large = Слишком длинно. Сократи и отправь ещё раз.
error-document_unreadable = Этот файл прочитать не получилось. Проверь его и отправь ещё раз.
error-rate_limited = Слишком часто. Подожди минуту и продолжай.
error-gradings_exhausted = На сегодня я проверила достаточно ответов. Продолжим завтра.
error-internal = Что-то сломалось у меня. Попробуй ещё раз чуть позже.
error-model_failed = Не получилось ответить. Напиши ещё раз.
error-outside_failed = Сейчас не получилось это узнать. Попробуй чуть позже.
error-model_busy = Сейчас слишком много вопросов. Попробуй через пару минут.
error-storage_unavailable = Не могу добраться до своих записей. Попробуй через минуту.
error-stopping = Я перезапускаюсь. Попробуй через несколько секунд.
error-model_timeout = Ответ занял слишком много времени. Напиши ещё раз.

# $id (текст): номер запроса, показывается под ошибкой

## Лимиты

# $left (число): сколько сообщений осталось сегодня
left-messages =
    { $left ->
        [0] На сегодня сообщения закончились.
        [one] Сегодня осталось { $left } сообщение.
        [few] Сегодня осталось { $left } сообщения.
       *[many] Сегодня осталось { $left } сообщений.
    }

# $hours (число): целых часов до обновления; $time (текст): его время, например 00:00
resets-at =
    { $hours ->
        [0] Новые появятся меньше чем через час, в { $time }.
        [one] Новые появятся через { $hours } час, в { $time }.
        [few] Новые появятся через { $hours } часа, в { $time }.
       *[many] Новые появятся через { $hours } часов, в { $time }.
    }

## Ответы

answer-interrupted = Ответ оборвался и в лимит не засчитан. Напиши ещё раз.
# $section (текст): раздел профиля
card-profile-saved =
    { $section ->
        [bio] Запомнила о тебе
        [health] Запомнила о самочувствии
        [plans] Запомнила в планы
        [preferences] Запомнила, что тебе по душе
        [topics] Запомнила тему
       *[other] Запомнила
    }

# $title (текст): название плана
card-care-plan-proposed = Предлагаю план: { $title }
card-care-plan-started = Начали план: { $title }
card-care-plan-ended = План завершён: { $title }

## Планы заботы

# Кнопка под вопросом о том, как идёт план: открывает разговор
care-plan-answer = Ответить

## Бот

# $count (число): сколько источников; $guides (текст): их названия
bot-sources =
    { $count ->
        [one] Источник: { $guides }
       *[other] Источники: { $guides }
    }

bot-open = Открыть
bot-plans = Посмотреть планы
# $left, $hours, $time: как в left-messages и resets-at
bot-limit =
    { left-messages } { resets-at }
    Чтобы писать без ожидания, посмотри планы.
# $hours, $time: как в resets-at
bot-calls-used =
    Звонки на сегодня закончились. { resets-at }
    Писать мне можно и дальше. Чтобы звонить без ожидания, посмотри планы.
bot-call-minutes =
    Время звонка вышло, а наш разговор я помню. Можно продолжить здесь, словами.
    Чтобы говорить дольше, посмотри планы.
# $kind: calls или messages. $ends: then или never. $date: день, например 3 декабря
bot-period-limit =
    { $kind ->
        [calls] Звонки этого периода закончились.
       *[messages] Сообщения этого периода закончились.
    } { $ends ->
        [then] Новый начнётся { $date }.
       *[never] Что можно взять ещё, видно в планах.
    }
# $name (текст): имя, которым просили звать
bot-start-again = С возвращением, { $name }. Чем займёмся?
bot-help =
    Пиши обычными словами: отвечу и запомню то, что ты о себе расскажешь. В приложении разговор тот же, там же видно, сколько осталось на сегодня.

    /start  начать
    /plan  твой план и сколько осталось
    /subscribe  планы и цены
    /promo  ввести код
    /paysupport  вопросы об оплате
    /terms  правила
# $plan, $free: названия планов. $trial: yes или no. $date: день и время конца. $days: целых дней до него
reminder-before =
    { $trial ->
        [yes] Пробные дни плана
       *[no] Дни плана
    } { $plan } заканчиваются { $date }: { $days ->
        [one] остался { $days } день.
        [few] осталось { $days } дня.
       *[many] осталось { $days } дней.
    }
    { $trial ->
        [yes] Если тебе с ним хорошо, его можно продолжить.
       *[no] Продлить можно заранее: новые дни встанут следом, ничего не пропадёт.
    }
# $grace: yes или no. $until: до какого дня и времени всё ещё работает
reminder-ended =
    { $trial ->
        [yes] Пробные дни плана
       *[no] Дни плана
    } { $plan } закончились. { $grace ->
        [yes] До { $until } всё работает, как раньше, а потом останется план { $free }.
       *[no] Теперь у тебя план { $free }: я помню всё, о чём мы говорили. Вернуться можно в любой момент.
    }
reminder-day_after =
    { $grace ->
        [yes] Дни плана { $plan } закончились, но до { $until } всё ещё работает. Продли до этого дня, и перерыва не будет.
       *[no] План { $plan } закончился { $date }. Если без него тесно, он ждёт тебя в планах.
    }
# $kind: messages, calls или call_minutes. $left: сколько осталось. $hours, $time: как в resets-at
allowance-day =
    { $kind ->
        [messages] { left-messages }
        [calls] Сегодня { $left ->
            [0] звонки закончились.
            [one] остался { $left } звонок.
            [few] осталось { $left } звонка.
           *[many] осталось { $left } звонков.
        }
       *[call_minutes] Сегодня { $left ->
            [0] осталось меньше минуты разговора.
            [one] осталась { $left } минута разговора.
            [few] осталось { $left } минуты разговора.
           *[many] осталось { $left } минут разговора.
        }
    } { resets-at }
# $ends: then или never. $date: день, например 3 декабря
allowance-period =
    До конца этого периода { $kind ->
        [messages] { $left ->
            [one] осталось { $left } сообщение.
            [few] осталось { $left } сообщения.
           *[many] осталось { $left } сообщений.
        }
        [calls] { $left ->
            [one] остался { $left } звонок.
            [few] осталось { $left } звонка.
           *[many] осталось { $left } звонков.
        }
       *[call_minutes] { $left ->
            [0] осталось меньше минуты разговора.
            [one] осталась { $left } минута разговора.
            [few] осталось { $left } минуты разговора.
           *[many] осталось { $left } минут разговора.
        }
    } { $ends ->
        [then] Новый период начнётся { $date }.
       *[never] Что можно взять ещё, видно в планах.
    }
# $reason: free, granted или grace. $ends: then или never. $until: день и время
bot-plan-now =
    { $reason ->
        [free] Твой план: { $plan }. Он есть у всех и не кончается.
        [grace] Дни плана { $plan } вышли, но до { $until } всё работает, как раньше.
       *[granted] Твой план: { $plan }, { $ends ->
            [never] без срока
           *[then] до { $until }
        }.
    }
bot-plan-why =
    { $source ->
        [trial] Это пробные дни.
        [purchase] Он оплачен.
        [promo] Он по промокоду.
        [gift] Это подарок.
        [referral] Он за приглашение.
       *[operator] Он от владельца сообщества.
    }
bot-plan-next =
    Потом { $plan }: с { $from } { $ends ->
        [never] и без срока
       *[then] до { $until }
    }.
# $kind: messages, calls или call_minutes. $limited: yes или no
bot-plan-left =
    { $kind ->
        [messages] Сообщения
        [calls] Звонки
       *[call_minutes] Минуты разговора
    }: { $limited ->
        [no] без предела
       *[yes] осталось { $left } из { $limit }
    }
# $minutes: целые минуты, которые остались. $ends: then или never
bot-plan-pack =
    { $pack }: { $minutes ->
        [0] осталось меньше минуты
        [one] осталась { $minutes } минута
        [few] осталось { $minutes } минуты
       *[many] осталось { $minutes } минут
    }{ $ends ->
        [never] { "" }
       *[then] , до { $until }
    }
# $plan: название плана; $days: дни
bot-trial-offer =
    Попробовать { $plan }: { $days ->
        [one] { $days } день
        [few] { $days } дня
       *[many] { $days } дней
    } бесплатно
# $starts: now или later; $until: день и время
bot-trial-started =
    { $starts ->
        [now] Пробные дни начались: { $plan } до { $until }.
       *[later] Пробные дни { $plan } начнутся, когда закончится твой план, и продлятся до { $until }.
    } Потом всё станет как раньше, платить ничего не нужно.
bot-unsupported = Пока понимаю только текст. Напиши словами.
bot-banned = Доступ закрыт. Если это ошибка, напиши владельцу сообщества.
bot-paysupport-none = Платежей от тебя здесь ещё не было, ничего не списано. Если с деньгами что-то не так, напиши владельцу сообщества и расскажи, что и когда случилось.
# $payments (текст): строки bot-payment-line
bot-paysupport =
    Если с оплатой что-то не так, напиши владельцу сообщества: что случилось и номер счёта. Поддержка Telegram с этими платежами помочь не сможет.

    Последние платежи:
    { $payments }
# $date: день, например 3 декабря. $name (текст): что куплено. $price (текст): сумма. $number (текст): номер счёта
bot-payment-line = { $date }, { $name }, { $price }. Счёт { $number }
# $name, $description (тексты): план. $price (текст): сумма или суммы
bot-offer =
    { $name }: { $price } за { $days ->
        [one] { $days } день
        [few] { $days } дня
       *[many] { $days } дней
    }.
    { $description }
bot-offers-none = Сейчас ничего не продаётся: всё, что есть, уже твоё.
# $state: active или cancelled. $price (текст): сумма в звёздах. $date: день
bot-subscription =
    { $state ->
        [cancelled] Подписка { $name } отменена и действует до { $date }.
       *[active] Подписка { $name } продлится { $date } за { $price }. Отменить её можно в приложении.
    }
bot-terms =
    Коротко о правилах.

    Что продаётся: дни плана и минуты звонков. Сколько стоит и до какого дня хватит, видно до оплаты. Доступ появляется, когда приходят деньги.

    Подписка в звёздах продлевается каждые тридцать дней. Отменить её можно в любой момент, оплаченные дни останутся.

    Криптовалюта: если пришло меньше, больше или поздно, напишу, что с этим делать. Деньги не теряются.

    Возврат и вопросы: /paysupport. После возврата дни по этой оплате заканчиваются.

    Мои ответы не инвестиционный совет: решения и риск остаются за тобой. Что я о тебе помню, можно посмотреть, исправить и удалить в приложении.

bot-promo-how = Напиши код после команды, например: /promo SPRING20
# $kind: days или gift. $days (число), $plan (текст). $ends: then или never. $until: день
bot-code-days =
    { $kind ->
        [gift] Подарок твой
       *[days] Код принят
    }: { $days ->
        [one] { $days } день
        [few] { $days } дня
       *[other] { $days } дней
    } { $plan }{ $ends ->
        [never] .
       *[then] , до { $until }.
    }
# $code, $off (текст): код и сколько он снимает с цены
bot-code-discount = Код { $code } снимает { $off } с цены. Выбери план, код уже будет на месте.
# $days (число), $plan (текст)
bot-code-referral =
    Тебя пригласили. После первой оплаты вы оба получите по { $days ->
        [one] { $days } дню
       *[other] { $days } дней
    } { $plan }.
bot-referral-invited =
    За приглашение тебе { $days ->
        [one] добавлен { $days } день
        [few] добавлено { $days } дня
       *[other] добавлено { $days } дней
    } { $plan }. Рада, что ты здесь.
bot-referral-inviter =
    По твоему приглашению пришёл новый человек. Тебе { $days ->
        [one] добавлен { $days } день
        [few] добавлено { $days } дня
       *[other] добавлено { $days } дней
    } { $plan }.
# Ниже то, что видит только оператор
bot-codes-how =
    Создать код: /codes SPRING 20%
    Ещё так: /codes SPRING 5 USD, /codes SPRING 7 days, /codes SPRING pro 30 days
    Дальше по желанию: x100 (сколько применений), once, first, from 2026-12-01, until 2026-12-31, for plan:pro, #кампания
    Много сразу, файлом: /codes 1000 pro 30 days #кампания
    Отключить: /codes off SPRING
# $code, $link (текст)
bot-codes-made =
    Код { $code } готов.
    { $link }
bot-codes-off = Код { $code } отключён. Кто уже выставил с ним счёт, заплатит по нему.
# $campaign (текст); $codes, $issued, $reserved, $used (числа); $limited: yes или no; $revenue (текст)
bot-codes-campaign =
    { $campaign }
    Кодов { $codes }, применений { $used }{ $limited ->
        [yes] {" "}из { $issued }
       *[no] {""}
    }, ждут оплаты { $reserved }, выручка { $revenue }
bot-codes-no-campaign = Без кампании
command-start = Начать разговор
command-plan = Мой план
command-subscribe = Планы и цены
command-promo = Ввести код
command-help = Что я умею
command-paysupport = Вопросы об оплате
command-terms = Правила

## Коды: почему код не подошёл, promo-<причина> из domain/promo.ts

promo-unknown = Такого кода нет. Проверь буквы.
# $dated: yes или no. $date (текст): последний день, например 30 ноября
promo-over =
    { $dated ->
        [yes] Код действовал до { $date }.
       *[no] Этот код больше не действует.
    }
# $date (текст): первый день
promo-early = Код заработает { $date }.
promo-used_up = Код разобрали.
# $held: yes, если код ждёт в неоплаченном счёте
promo-yours =
    { $held ->
        [yes] Код ждёт в другом твоём счёте. Оплати его или отмени.
       *[no] Ты уже применил этот код.
    }
# $kind: plans или offers. $count (число) и $offers (текст): для чего код
promo-offer =
    { $kind ->
        [plans] { $count ->
            [one] Код для плана { $offers }.
           *[other] Код для планов: { $offers }.
        }
       *[offers] Код для другого: { $offers }.
    }
promo-first = Код только для первой покупки.
promo-at_checkout = Этот код снижает цену. Введи его, когда выберешь план.
promo-not_at_checkout = Этот код даёт дни, платить не нужно. Введи его на экране плана.
# $currency (текст): например USD
promo-currency = Код для цен в { $currency }.
promo-subscription = На подписку код не действует: её цена одна на каждый месяц.
# $minutes (число)
promo-tries =
    Много попыток. Вернись через { $minutes ->
        [one] { $minutes } минуту.
        [few] { $minutes } минуты.
       *[other] { $minutes } минут.
    }
promo-own = Этот код твой собственный. Отправь его тому, для кого он.
promo-new = Приглашение для тех, кто пришёл впервые, а мы уже знакомы.

## Материалы

# $field (текст): title, language, keywords, questions, summary или yaml; $line (число): строка файла;
# $received (текст): что там написано
document-unreadable-front_matter =
    Шапка файла, { $field ->
        [title] поле «title»: нужно название до 200 знаков
        [language] поле «language»: нужно ru или en
        [keywords] поле «keywords»: нужен список слов, не больше 50 и до 100 знаков каждое
        [questions] поле «questions»: нужен список вопросов, не больше 60 и до 150 знаков каждый
        [summary] поле «summary»: нужен текст до 1000 знаков
       *[yaml] строка { $line }: так YAML не читается
    }, а там «{ $received }». Поправь это или убери шапку.
document-unreadable-empty = Файл пустой. Проверь, что он сохранился, и отправь его ещё раз.
document-unreadable-binary = В файле не текст, или его кодировку не узнать. Сохрани его как .md или .txt в UTF-8.
# $megabytes (число): сколько мегабайт можно
document-unreadable-too_large = Файл слишком большой: можно до { $megabytes } МБ. Раздели его на части.
document-unreadable-no_text = В файле нет текста, только картинки: похоже на скан. Распознай его и пришли с текстом.
document-unreadable-unsupported = Такие файлы не читаю. Пришли Markdown, обычный текст, PDF или DOCX.
document-unreadable-broken = Файл повреждён или закрыт паролем. Сохрани его заново без пароля и отправь ещё раз.

# $file (текст): имя файла; $title (текст): название документа
upload-reading = Читаю «{ $file }».
# $chunks (число): на сколько фрагментов разбит документ
upload-added =
    Готово: «{ $title }», { $chunks ->
        [one] { $chunks } фрагмент.
        [few] { $chunks } фрагмента.
       *[many] { $chunks } фрагментов.
    }
upload-changed =
    Обновила: «{ $title }», теперь { $chunks ->
        [one] { $chunks } фрагмент.
        [few] { $chunks } фрагмента.
       *[many] { $chunks } фрагментов.
    }
upload-unchanged =
    Этот файл уже есть: «{ $title }», { $chunks ->
        [one] { $chunks } фрагмент.
        [few] { $chunks } фрагмента.
       *[many] { $chunks } фрагментов.
    }
# $headings (текст): первые заголовки
upload-headings = Разделы: { $headings }
# $text (текст): первые строки документа
upload-beginning = Начало: { $text }
upload-twin = С таким же названием есть { $file }. Назови их по-разному, чтобы не путать источники.
# $reason (текст): что не так и что делать
upload-refused = «{ $file }» не прочитала. { $reason }
upload-failed = «{ $file }» сейчас прочитать не получилось. Отправь его ещё раз чуть позже.
upload-undo = Отменить
upload-remove = Удалить
upload-undone = Вернула прежнюю версию: «{ $title }».
upload-removed = Удалила: «{ $title }». В ответах этого больше нет.
upload-stale = Этой версии в материалах уже нет, ничего не поменялось.

## Выгрузка и удаление

export-about = Здесь всё, что Sfera знает о тебе: профиль, настройки, факты с предложениями, из которых они взяты, прежние и удалённые факты, разговоры дословно с карточками и источниками, их пересказы, план, уроки и счётчики лимитов. Даты указаны по UTC.
erased-member = Профиль
erased-settings = Настройки
erased-facts = Факты о тебе
erased-summaries = Пересказы разговоров
erased-carePlan = План поддержки
erased-lessons = Пройденное в курсах
erased-grants = Дни планов и откуда они
erased-invoices = Связь оплат с тобой
erased-credits = Остатки от прошлых оплат
erased-promos = Связь промокодов с тобой
erased-gifts = Связь подарков с тобой
erased-subscription = Подписка в Stars
erased-invitation = Код твоего приглашения
erased-invited = Твои приглашения
erased-invitedBy = Приглашение, по которому ты здесь
erased-usage = Счётчики лимитов
erased-calls = Звонки
erased-turns = Сообщения и ответы
erased-answers = Ответы, как они писались
erased-notices = Сообщения, которые до тебя не дошли
erased-messages = Сообщения, которые ещё не ушли в чат
erased-work = Служебные отметки
erased-other = Остальное
kept-chat = Чат с ботом в самом Telegram остаётся у тебя, удалить его можно там.
kept-ban = Отметка, что доступ закрыт. Ни имени, ни номера в ней нет.
kept-payments = Записи об оплатах остаются, но без связи с тобой: сколько, когда и за что.
kept-trial = Отметка, что пробных дней больше нет. Ни имени, ни номера в ней нет.
kept-usage = Сколько сообщений использовано сегодня, до конца дня. Ни имени, ни номера в этом нет.

## Инструменты


# $symbol, $price, $currency (текст): монета, цена и в чём она; $change (текст): процент за сутки со знаком
card-price-title = { $symbol }: { $price } { $currency }
card-price-text = { $change } % за сутки
# $city, $degrees, $feelsLike (текст): город и градусы со знаком; $sky (текст): как в weather-sky
card-weather-title = { $city }: { $degrees } °C
card-weather-text = { $sky }, ощущается как { $feelsLike } °C
# $sky (текст): что на небе, по services/ports.ts
weather-sky =
    { $sky ->
        [clear] Ясно
        [mostly_clear] Почти ясно
        [partly_cloudy] Переменная облачность
        [overcast] Пасмурно
        [fog] Туман
        [drizzle] Морось
        [freezing_rain] Ледяной дождь
        [light_rain] Небольшой дождь
        [rain] Дождь
        [heavy_rain] Сильный дождь
        [light_snow] Небольшой снег
        [snow] Снег
        [heavy_snow] Сильный снег
        [thunderstorm] Гроза
        [hail] Гроза с градом
       *[other] Погода
    }

## Знания

# $title (текст): название гайда
knowledge-spoken = по гайду «{ $title }»
# $file (текст): имя другого файла
knowledge-warning-title = Документ с таким же названием уже есть: { $file }. Остались оба.
knowledge-warning-headings = В файле нет заголовков: найти нужное место в нём труднее.

## Mini App

## When a member speaks of harming themself
crisis-title = Тебе помогут прямо сейчас
crisis-text = Звонок бесплатный или по обычному тарифу. Можно просто сказать: мне плохо.
crisis-answer = Мне очень жаль, что тебе сейчас так тяжело. Я рядом, но сейчас важнее живой человек: позвони, пожалуйста, по одному из этих номеров или позови кого-то близкого. Ты сейчас в безопасности?

## Звонок: что говорится вслух
# $minutes (число): сколько минут осталось
call-minutes-left = { $minutes ->
    [1] У нас осталась одна минута.
    [2] У нас осталось две минуты.
    [3] У нас осталось три минуты.
    [4] У нас осталось четыре минуты.
    [5] У нас осталось пять минут.
   *[other] У нас осталось минут: { $minutes }.
 }
call-half-minute-left = Осталось полминуты, давай закругляться.
call-goodbye = На этом время звонка закончилось. Спасибо за разговор, дальше можно писать мне в чат. До встречи.
call-one-moment = Секунду, смотрю.
call-still-there = Ты ещё здесь?
call-silence-goodbye = Тебя не слышно, я пока положу трубку. Звони, когда захочешь. До встречи.
call-lost-the-thread = Связь прервалась, и я потеряла нить. Напомни, пожалуйста, о чём мы говорили.
call-model-lost = Связь со мной прервалась, возвращаюсь.
call-model-back = Я снова здесь, продолжай.
call-text-only = Сейчас у меня не получается говорить. Напиши мне в чат, я отвечу там.
call-asking-again = Прости, задумалась. Отвечаю.

## Оплаты: сообщения бота

payment-open = Открыть оплату
# $plan (текст): что куплено; $paid, $owed, $credit (текст): суммы с валютой
payment-seen = Вижу твой платёж за { $plan }. Жду, пока сеть его подтвердит, это обычно несколько минут.
payment-owed = За { $plan } пришло { $paid }, не хватает { $owed }. Доплати на тот же адрес, и всё включится.
payment-expired = Время счёта за { $plan } вышло, денег я не увидела. Если платёж уже в пути, он всё равно зачтётся. Новый счёт можно сделать в приложении.
payment-failed = Оплата за { $plan } не прошла. Если деньги списались, напиши в поддержку: /paysupport.
payment-locked = Платёж за { $plan } задержан платёжной системой на проверку. Владелец сообщества уже знает, напишу, как только станет ясно.
payment-paid = Оплата пришла, спасибо.
payment-nothing = Готово, платить ничего не нужно.
payment-overpaid = Пришло больше, чем нужно. { $credit } остаются у тебя и сами зачтутся в следующий раз.
payment-paid_twice = За { $plan } пришла вторая оплата. { $credit } остаются у тебя и сами зачтутся в следующий раз.
# $days, $of (числа): сколько дней вышло и сколько покупалось
payment-prorated = Пришло меньше, чем стоит { $plan }, поэтому дней вышло { $days } вместо { $of }.
payment-short_kept = За { $plan } пришло меньше, чем нужно. { $credit } остаются у тебя и зачтутся сами: чтобы взять { $plan }, доплати { $owed } новым счётом.
payment-short_refund = За { $plan } пришло меньше, чем нужно, поэтому деньги вернутся. Открой оплату и укажи адрес, куда их отправить.
payment-refunded = Деньги за { $plan } вернулись к тебе. Дни этой покупки больше не идут.

# $number (текст): номер счёта
receipt-number = Квитанция { $number }
# $days (число): дней
receipt-what =
    { $plan }, { $days ->
        [one] { $days } день
        [few] { $days } дня
       *[many] { $days } дней
    }
receipt-price = Оплачено: { $price }
receipt-credit = Зачтено с прошлых оплат: { $credit }
receipt-gift = Это подарок: код и ссылка лежат в оплате.
# $date (текст): день и время
receipt-until = Действует до { $date }
stars-description =
    { $plan } на { $days ->
        [one] { $days } день
        [few] { $days } дня
       *[many] { $days } дней
    }

pre-checkout-unknown = Этот счёт не найден. Открой приложение и начни покупку заново.
pre-checkout-price = Цена изменилась. Открой приложение и посмотри новую.
pre-checkout-over = Время этого счёта вышло. Открой приложение и сделай новый.
pre-checkout-paid = Это уже оплачено.
pre-checkout-subscribed = Подписка у тебя уже есть. Отмени её в приложении, чтобы оформить другую.
pre-checkout-busy = Сейчас не получается это проверить. Попробуй через минуту, звёзды не списаны.

## Оплаты: что видит оператор
# $what (текст): что именно

flag-mismatch = Пришёл подписанный платёж, в котором не сходится: { $what }. Ничего не выдано.
flag-double-payment = За одно и то же заплачено дважды. Лишнее записано участнику.
flag-second-transaction = О платеже пришли две разные транзакции: { $what }.
flag-short-unknown = Пришло меньше, чем нужно, а сколько ждали, не сказано.
flag-overpaid-unknown = Пришло больше, чем нужно, а сколько ждали, не сказано.
flag-refund-due = Пришло меньше, чем нужно: деньги надо вернуть. Участника я попросила указать адрес.
flag-refund-failed = Возврат не прошёл.
flag-promo-gone = Деньги пришли поздно: промокод уже разобрали, и этой суммы не хватает до полной цены.
flag-credit-gone = Деньги пришли поздно: остаток участника уже потрачен на другое, и суммы не хватает.
flag-member-gone = Пришли деньги за счёт того, кто удалил свои данные. Ничего не выдано.
flag-unknown-order = Пришёл подписанный платёж за заказ, которого здесь нет.
flag-system-fail = У платёжной системы сбой с этим платежом.
flag-locked = Платёжная система задержала деньги.
flag-locked-after-paid = Платёжная система задержала деньги, которые уже были засчитаны. Доступ выдан.
# $state: как стоит счёт
invoice-state =
    { $state ->
        [open] ждёт оплаты
        [confirming] подтверждается
        [short_waiting] ждёт доплаты
        [paid] оплачен
        [expired] закрыт
        [failed] не прошёл
        [short] не хватило
        [locked] задержан
        [refunding] возвращается
        [refunded] возвращён
       *[other] { $state }
    }
# $id, $plan, $price, $state (текст): счёт, что куплено, цена и состояние
flag-invoice =
    Счёт { $id }
    { $plan }, { $price }
    Состояние: { invoice-state }
flag-order = Заказ { $id }
flag-action-look = Посмотреть
flag-action-refund = Вернуть деньги
flag-action-grant = Всё равно выдать
flag-action-done = Готово

# Подарено оператором вместо оплаты. $plan (текст): что
payment-granted = С оплатой разобрались: { $plan } включён.

# Ответы оператору
operator-usage =
    /invoice НОМЕР  всё о счёте
    /grant TELEGRAM_ID ПЛАН ДНЕЙ  выдать дни
    /refund НОМЕР [АДРЕС]  вернуть деньги
operator-no-invoice = Счёта { $id } здесь нет.
operator-invoice =
    Счёт { $id }
    Участник: { $member }
    { $plan }, { $price }, состояние: { invoice-state }
    Создан: { $created }, оплачен: { $paidAt }
    Пришло: { $paid }, транзакция: { $transaction }
    Дней выдано: { $days }, осталось участнику: { $credit }, зачтено: { $used }
    Промокод: { $code }
# $reason: already, under_way, nothing_came, address, payments_refused, payments_unavailable или not_found
operator-refund-refused =
    { $reason ->
        [already] Деньги по счёту { $id } уже вернулись.
        [under_way] Возврат по счёту { $id } уже идёт.
        [nothing_came] По счёту { $id } возвращать нечего.
        [address] Нужен адрес, куда вернуть: /refund { $id } АДРЕС. Участник может указать его и сам, в приложении.
        [payments_refused] Платёжная система отказала: { $detail }
        [not_found] Счёта { $id } здесь нет.
       *[payments_unavailable] Платёжная система не ответила. Возможно, возврат принят: проверь счёт { $id } через несколько минут.
    }
operator-refund-sent = Возврат по счёту { $id } отправлен.
operator-granted = Выдано по счёту { $id }.
operator-not-granted = По счёту { $id } выдавать нечего: доступ уже есть, это подарок или участника больше нет.
operator-done = Отмечено.
operator-no-flag = Этой записи больше нет.
operator-no-plan = Плана { $plan } нет. Есть: { $plans }.
operator-no-days = Нужно целое число дней от 1 до 3660, пришло «{ $days }».
operator-no-member = Участника { $id } здесь нет: пусть сначала напишет боту.
operator-given =
    { $plan } на { $days ->
        [one] { $days } день
        [few] { $days } дня
       *[many] { $days } дней
    } для { $id }.
