# What could not be written in Telegram; loaded where there is some.

app-unsent = Did not reach you in Telegram
app-unsent-text = The bot cannot write to you, so it is shown here.
app-unsent-strip = Did not reach Telegram: { $count }
app-unsent-show = Show
app-unsent-away = Put away
app-unsent-allow = Let the bot write
app-unsent-at = { $day }, { $time }
