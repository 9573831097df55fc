# Что не получилось написать в Telegram; загружается, когда такое есть.

app-unsent = Не дошло в Telegram
app-unsent-text = Бот не может тебе написать, поэтому показываю здесь.
app-unsent-strip = Не дошло в Telegram: { $count }
app-unsent-show = Показать
app-unsent-away = Убрать
app-unsent-allow = Разрешить боту писать
app-unsent-at = { $day }, { $time }
