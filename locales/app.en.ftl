# The Mini App's texts. Short, warm, no exclamation marks; numbers and times are filled in.

app-message = Message
app-write = Write
app-send = Send
app-stop = Stop
app-retry = Try again
app-today = Today
app-yesterday = Yesterday
app-on-date = on { $date }
app-in-time = in { $hours ->
    [0] { $minutes } min
   *[other] { $minutes ->
        [0] { $hours } h
       *[other] { $hours } h { $minutes } min
    }
}
app-request-id = Number for support: { $id }

# Home
app-hello-morning = Good morning, { $name }.
app-hello-day = Good afternoon, { $name }.
app-hello-evening = Good evening, { $name }.
app-hello-night = Hello, { $name }.
app-hello-question = What shall we do?
app-hello-speak = Tap the sphere and speak.
app-orb = Call { $assistant }
app-open-chat = Write to { $assistant }
app-suggestions = Where to start
app-left-messages = { $left ->
    [0] No messages left today
    [one] { $left } message left
   *[other] { $left } messages left
}
app-left-endless = Messages without limit
app-conversations = { $count ->
    [0] First conversation
    [one] { $count } conversation
   *[other] { $count } conversations
}
app-profile = { $conversations } · { $plan } plan
app-to-plans = Open the plan
app-open-memory = Memory
app-open-settings = Settings
app-open-lessons = Lessons
app-lessons-passed = { $passed } of { $all } passed
app-waiting-title = I cannot hear you yet.
app-waiting-text = As soon as there is a connection, we go on.

# Chat
app-length = { $length } of { $limit }
app-too-long = Too long: { $length } of { $limit }
app-limit-plans = See the plans

# Incognito
app-incognito = Incognito
app-incognito-strip = Incognito: nothing is saved
app-incognito-off = Switch off
app-incognito-stay = Stay
app-incognito-leave = Switch incognito off?
app-incognito-leave-text = This talk will be gone. The saved conversation stays as it was.
app-write-incognito = Write without a trace

# Connection and trouble
app-offline = No network. Showing what is saved.
app-failing = The service does not answer. Showing what is saved, trying again.
app-refused = This visit has expired
app-refused-text = Close Sfera and open it again from the chat with the bot: the menu button left of the message field.
app-banned = Access is closed
app-banned-text = Sfera is not available to this account. If that is a mistake, write in the chat with the bot.
app-trouble = Something went wrong
app-trouble-text = Your conversation and plan are safe. Try again.
app-chunk-failed = This page did not load
app-chunk-failed-text = The connection seems to have dropped.
app-close = Close
