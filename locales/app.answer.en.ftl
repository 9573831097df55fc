# What stands beside an answer: sources and cards.

app-source = Source { $number }: { $name }
app-sources = Sources
app-source-file = File “{ $file }”
app-source-updated = updated on { $date }
app-source-whole = Open the whole chapter
app-source-part = Show this place only
app-source-discuss = Talk about this
app-source-question = Tell me more about “{ $topic }” from “{ $title }”.
app-source-question-title = Tell me more about “{ $title }”.
app-source-quote = The words I relied on
app-source-gone = This place is no longer in the material: it was changed or removed. What I read then is still here.
app-source-offline = No network, so only the words I read then are here.
app-source-failed = The chapter could not be opened. Here are the words I read then.

app-card-opens = { $title }, opens in the browser
app-card-picture = Picture “{ $title }”
app-card-price-over-day = { $direction ->
    [up] rose { $change } % over the day
    [down] fell { $change } % over the day
   *[still] unchanged over the day
}
app-card-at = at { $time }
app-card-feels = feels like { $degrees }
app-card-memory = Memory
app-card-plan-start = Start
app-card-plan-yes = yes
app-card-plan-open = Open the plan
app-card-lesson = Lesson
app-card-lesson-open = Open the lesson
app-card-call = Call { $name }, { $phone }
app-call-fold = { $minutes ->
    [one] Call, { $minutes } minute
   *[other] Call, { $minutes } minutes
}

# The conversation
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
app-limit-title = { $kind ->
    [calls] No calls left
    [messages] No messages left today
   *[other] That is all for today
}
app-limit-resets = New ones { $when }. What you wrote is still in the field.
app-slow-down = A little too fast. We go on in { $seconds } s.
app-not-sent = Not sent. Your words are still in the field.
app-incognito-empty = This talk stays only here, until you close it. Messages count as usual.
