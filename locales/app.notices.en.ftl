# What could not be written in Telegram; loaded where there is some.

app-unsent = Did not reach you in Telegram
app-unsent-text = The bot cannot write to you, so it is shown here.
app-unsent-strip = { $count ->
    [one] { $count } message did not reach you in Telegram
   *[other] { $count } messages did not reach you in Telegram
}
app-unsent-show = Show
app-unsent-away = Put away
app-unsent-allow = Let the bot write
app-unsent-at = { $day }, { $time }
