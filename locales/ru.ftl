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
error-body_too_large = Слишком длинно. Сократи и отправь ещё раз.
error-document_unreadable = Этот файл прочитать не получилось. Проверь его и отправь ещё раз.
error-rate_limited = Слишком часто. Подожди минуту и продолжай.
error-internal = Что-то сломалось у меня. Попробуй ещё раз чуть позже.
error-model_failed = Не получилось ответить. Напиши ещё раз.
error-outside_failed = Сейчас не получилось это узнать. Попробуй чуть позже.
error-model_busy = Сейчас слишком много вопросов. Попробуй через пару минут.
error-storage_unavailable = Не могу добраться до своих записей. Попробуй через минуту.
error-stopping = Я перезапускаюсь. Попробуй через несколько секунд.
error-model_timeout = Ответ занял слишком много времени. Напиши ещё раз.

# $id (текст): номер запроса, показывается под ошибкой
request-id = Номер для поддержки: { $id }

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
# $name (текст): имя, которым просили звать
bot-start-again = С возвращением, { $name }. Чем займёмся?
bot-help =
    Пиши обычными словами: отвечу и запомню то, что ты о себе расскажешь. В приложении разговор тот же, там же видно, сколько осталось на сегодня.

    /start  начать
    /paysupport  вопросы об оплате
bot-unsupported = Пока понимаю только текст. Напиши словами.
bot-banned = Доступ закрыт. Если это ошибка, напиши владельцу сообщества.
bot-paysupport = Оплаты здесь пока нет, поэтому ничего не списывается. Если с деньгами что-то не так, напиши владельцу сообщества.

command-start = Начать разговор
command-help = Что я умею
command-paysupport = Вопросы об оплате

## Материалы

# $field (текст): title, language, keywords, summary или yaml; $line (число): строка файла;
# $received (текст): что там написано
document-unreadable-front_matter =
    Шапка файла, { $field ->
        [title] поле «title»: нужно название до 200 знаков
        [language] поле «language»: нужно ru или en
        [keywords] поле «keywords»: нужен список слов, не больше 50 и до 100 знаков каждое
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

## Инструменты

tool-failed = Сейчас не получилось это узнать, попробуй чуть позже.

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
