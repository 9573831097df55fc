# Opened outside Telegram; loaded with that page.

app-outside = Sfera lives in Telegram
app-outside-text = That is how I know you and remember what we talked about.
app-outside-step-1 = Open the chat with the bot in Telegram
app-outside-step-2 = Press the menu button left of the message field
app-outside-note = If a button under the field or in another chat opened this page, close it and come in by the menu button.
