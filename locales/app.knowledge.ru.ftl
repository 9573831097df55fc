# Материалы владельца.

app-knowledge = Материалы
app-knowledge-text = На них я опираюсь, когда отвечаю, и показываю, откуда взяла.
app-knowledge-closed = Материалы ведёт владелец
app-knowledge-closed-text = Здесь может что-то менять только тот, кто отвечает за сообщество.
app-knowledge-failed = Не получилось открыть материалы
app-knowledge-empty = Материалов пока нет
app-knowledge-empty-text = Добавь первый файл, и я начну отвечать по нему.
app-knowledge-add = Добавить файлы
app-knowledge-kinds = Markdown, текст, PDF или DOCX, до 20 МБ
app-knowledge-drop = Отпусти, и я возьму эти файлы
app-knowledge-documents = Документы
app-knowledge-chunks = { $count ->
    [one] { $count } отрывок
    [few] { $count } отрывка
   *[many] { $count } отрывков
}
app-knowledge-row = { $chunks } · { $date }
app-knowledge-details = { $chunks } · { $size } · обновлён { $date }
app-knowledge-size-kb = { $size } КБ
app-knowledge-size-mb = { $size } МБ

app-knowledge-visit = Сейчас добавляю
app-knowledge-visit-over = Готово
app-knowledge-waiting = Ждёт очереди
app-knowledge-sending = Отправляю
app-knowledge-reading = Читаю
app-knowledge-splitting = Делю на отрывки: { $chunks }
app-knowledge-storing = Сохраняю: { $done } из { $all }
app-knowledge-added = Добавлен: { $chunks }
app-knowledge-changed = Обновлён: { $chunks }
app-knowledge-unchanged = Уже есть таким же, менять нечего
app-knowledge-undone = Отменено
app-knowledge-broken = Связь прервалась. Файл на месте, его можно отправить ещё раз.
app-knowledge-fault-kind = Такие файлы я не читаю. Подойдут Markdown, текст, PDF и DOCX.
app-knowledge-fault-large = Файл больше 20 МБ. Раздели его на части.
app-knowledge-fault-empty = Файл пустой.
app-knowledge-undo = Отменить
app-knowledge-dismiss = Убрать из списка: { $file }
app-knowledge-preview = Что получилось
app-knowledge-progress = Готово на { $percent } %

app-knowledge-undo-last = Вернуть прежнюю версию
app-knowledge-restored = Вернула прежнюю версию
app-knowledge-remove = Убрать документ
app-knowledge-remove-sure = Убрать «{ $title }»?
app-knowledge-remove-text = Я перестану отвечать по нему. Вернуть его можно, добавив файл снова.
app-knowledge-remove-no = Оставить
app-knowledge-removed = Документ убран
app-knowledge-not-done = Не получилось. Попробуй ещё раз.
