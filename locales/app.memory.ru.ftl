# Тексты страницы «Память», выгрузки и удаления; загружаются вместе с ней.

app-memory = Память
app-memory-text = Это { $assistant } знает с твоих слов. Исправь или удали, что не так.
app-memory-search = Найти в памяти
app-memory-search-clear = Очистить поиск
app-memory-sections = Разделы
app-section-all = Всё
app-section-bio = О тебе
app-section-plans = Планы
app-section-health = Здоровье
app-section-preferences = Предпочтения
app-section-topics = Темы
app-memory-empty = Пока ничего
app-memory-empty-text = Расскажешь о себе, появится здесь. Каждую строку можно исправить.
app-memory-talk = Поговорить
app-memory-failed = Память не открылась
app-memory-failed-text = Похоже, нет сети. Всё на месте, попробуй ещё раз.
app-memory-stale = Не получилось обновить. Показываю то, что сохранила раньше.
app-memory-section-empty = В этом разделе пока пусто.
app-memory-not-found = Среди записей такого нет.
app-fact-from = откуда
app-fact-written = записано тобой
app-fact-until = до { $date }
app-fact-was = Раньше, до { $date }:
app-fact-said = Сказано { $date }, { $time }
app-fact-show = Показать в переписке
app-fact-actions = Действия
app-fact-edit = Изменить
app-fact-delete = Удалить
app-fact-deleted = Удалила
app-fact-restore = Вернуть
app-fact-delete-failed = Не удалилось, запись на месте.
app-fact-restore-failed = Не получилось вернуть. Попробуй ещё раз чуть позже.
app-fact-editing = Как правильно
app-fact-words = Запись
app-fact-empty = Напиши хотя бы слово. Если запись не нужна, её можно удалить.
app-fact-too-long = Слишком длинно: { $length } из { $limit }
app-fact-not-saved = Не сохранилось. Слова остались здесь, попробуй ещё раз.
app-fact-saved = Исправила
app-save = Сохранить
app-saving = Сохраняю
app-said = Сказано
app-said-at = { $who ->
    [member] Ты
   *[assistant] { $assistant }
}, { $date }, { $time }
app-said-failed = В переписке поискать не получилось.

# Выгрузка и удаление
app-yours = Твои данные
app-export = Скачать всё обо мне
app-export-making = Собираю файл
app-export-save = Сохранить файл
app-export-until = Готов, ссылка работает до { $time }
app-export-failed = Файл не собрался. Попробуй ещё раз.
app-erase = Стереть всё
app-erase-note = После удаления покажу отчёт: что стёрто и когда.
app-erase-text = Это насовсем: вернуть не получится ни мне, ни владельцу.
app-erase-goes = Сотру
app-goes-talks = Всю переписку и разговоры
app-goes-facts = Всё, что помню о тебе
app-goes-settings = Имя, настройки, уроки и планы
app-goes-device = Сохранённое на этом устройстве
app-erase-stays = Останется
app-stays-chat = Чат с ботом в самом Telegram: удалить его можно там
app-stays-usage = Сколько сообщений ушло сегодня, до конца дня и без имени
app-stays-ban = Если доступ был закрыт, отметка об этом, без имени
app-erase-button = Стереть всё
app-erasing = Стираю
app-erase-sure = Точно стереть?
app-erase-sure-text = Переписка, память и настройки исчезнут сразу и насовсем.
app-erase-yes = Стереть
app-erase-no = Оставить
app-erase-failed = Не получилось стереть. Попробуй ещё раз: начатое доведу до конца.
app-receipt = Всё стёрто
app-receipt-at = { $date }, { $time }
app-receipt-removed = Что стёрто
app-receipt-count = { $count ->
    [one] { $count } запись
    [few] { $count } записи
   *[many] { $count } записей
}
app-receipt-clean = Проверила: ничего не осталось
app-receipt-left = { $count ->
    [one] Осталась { $count } запись. Напиши владельцу и назови номер отчёта.
    [few] Остались { $count } записи. Напиши владельцу и назови номер отчёта.
   *[many] Осталось { $count } записей. Напиши владельцу и назови номер отчёта.
}
app-receipt-kept = Что останется
app-receipt-number = Номер отчёта
app-receipt-keep = По этому номеру можно спросить об удалении. Сохрани его, больше я его не покажу.
app-receipt-copied = Номер скопирован. Больше я его не покажу.
app-copy = Скопировать
app-copied = Скопировано
app-begin-anew = Начать заново
app-begin-anew-text = Откроется пустая Sfera, как в первый раз.
app-incognito-text = Новые сообщения не сохранятся
