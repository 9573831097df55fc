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
app-orb = Write to { $assistant }
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
app-profile = { $conversations } · { $plan } plan
app-to-plans = Open the plan
app-waiting-title = I cannot hear you yet.
app-waiting-text = As soon as there is a connection, we go on.

# Chat
app-thread = Conversation
app-thread-empty = Our conversation will be here
app-thread-empty-text = Write the first message, I answer at once.
app-thread-failed = The conversation did not open
app-thread-failed-text = Your messages are safe. You can try again.
app-older = Show earlier
app-latest = To the latest message
app-thinking = Thinking
app-reconnecting = Connection lost, coming back.
app-cancelled = Stopped
app-failed = I could not answer. The message was not counted.
app-broken = No connection, the answer did not arrive. Your message is safe.
app-source = Source { $number }
app-sources = Sources
app-length = { $length } of { $limit }
app-too-long = Too long: { $length } of { $limit }
app-limit-title = { $kind ->
    [calls] No calls left
    [messages] No messages left today
   *[other] That is all for today
}
app-limit-resets = New ones { $when }. What you wrote is still in the field.
app-limit-plans = See the plans
app-slow-down = A little too fast. We go on in { $seconds } s.
app-not-sent = Not sent. Your words are still in the field.

# Plan
app-plan = Plan
app-plan-now = Now
app-plan-forever = no end date
app-plan-until = until { $date }
app-plan-left = What is left
app-resets = new { $when }
app-left-of = { $left } of { $limit } left
app-endless = no limit
app-calls = Calls
app-messages = Messages
app-call_minutes = Minutes of talk
app-one-call = One call
app-one-call-minutes = { $limit ->
    [one] up to { $limit } minute
   *[other] up to { $limit } minutes
}
app-plans = Plans
app-plan-yours = your plan
app-plan-free = Free of charge
app-plan-days = for { $days ->
    [one] { $days } day
   *[other] { $days } days
}
app-includes-calls-day = { $limit ->
    [one] { $limit } call a day
   *[other] { $limit } calls a day
}
app-includes-calls-period = { $limit ->
    [one] { $limit } call a period
   *[other] { $limit } calls a period
}
app-includes-calls-endless = Calls without a daily limit
app-includes-call_minutes-call = { $limit ->
    [one] Up to { $limit } minute a call
   *[other] Up to { $limit } minutes a call
}
app-includes-call_minutes-day = { $limit ->
    [one] { $limit } minute of talk a day
   *[other] { $limit } minutes of talk a day
}
app-includes-call_minutes-period = { $limit ->
    [one] { $limit } minute of talk a period
   *[other] { $limit } minutes of talk a period
}
app-includes-call_minutes-endless = Calls of any length
app-includes-messages-day = { $limit ->
    [one] { $limit } message a day
   *[other] { $limit } messages a day
}
app-includes-messages-period = { $limit ->
    [one] { $limit } message a period
   *[other] { $limit } messages a period
}
app-includes-messages-endless = Messages without a daily limit
app-plans-soon = Paying opens soon. Until then you keep your plan.
app-plans-failed = The plans did not load

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
app-outside = Sfera lives in Telegram
app-outside-text = That is how I know you and remember what we talked about.
app-outside-step-1 = Open the chat with the bot in Telegram
app-outside-step-2 = Press the menu button left of the message field
app-outside-note = If a button under the field or in another chat opened this page, close it and come in by the menu button.
