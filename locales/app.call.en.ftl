# The call: what is happening, what was missing, and what to do next.

app-call = Call
app-call-mood-idle = Tap the sphere and speak
app-call-mood-connecting = Connecting
app-call-mood-listening = Listening
app-call-mood-thinking = Thinking
app-call-mood-speaking = { $assistant } is speaking
app-call-mood-muted = Microphone is off
app-call-mood-reconnecting = Connection lost, coming back
app-call-mood-ended = Call ended
app-call-agent-away = Gone for a second, coming back
app-call-first = I will say hello, then it is your turn.
app-call-incognito = Incognito: nothing of this call is kept
app-call-left-minutes = { $minutes ->
    [one] { $minutes } minute left
   *[other] { $minutes } minutes left
}
app-call-left-seconds = { $seconds } s left
app-call-warned = { $minutes ->
    [0] { $seconds } seconds of the call are left
    [one] { $minutes } minute of the call is left
   *[other] { $minutes } minutes of the call are left
}
app-call-transcript = Transcript of the talk
app-call-you = You
app-call-controls = Call controls
app-call-microphone = Microphone
app-call-hang-up = End
app-call-write = Write
app-call-field = Write into the call
app-call-sound = Turn on the sound
app-call-deaf = The microphone is gone.
app-call-deaf-renew = Connect
app-call-not-written = Not sent. What you wrote is still in the field.
app-call-on = The call goes on
app-call-on-back = Go back
app-call-start = Call { $assistant }

# Why it did not work
app-call-limit = No calls left
app-call-limit-resets = New ones { $when }; you can still write.
app-call-to-plans = See the plans
app-call-in-writing = Write
app-call-live = You are in a call already
app-call-live-text = It is open on another device or in another tab. You can go on here.
app-call-here = Go on here
app-call-voice-off = There is no voice here yet
app-call-voice-off-text = Calls are not connected. I answer in writing.
app-call-unavailable = The call cannot get through
app-call-unavailable-text = The voice line does not answer. Nothing was counted: try again or write.
app-call-offline = No network
app-call-offline-text = A call needs a connection. Try again when it is back.
app-call-denied = I cannot hear you
app-call-denied-text = There is no access to the microphone. How to give it:
app-call-missing = I see no microphone
app-call-missing-text = Connect a microphone or a headset and try again. You can write meanwhile.
app-call-busy = The microphone is busy
app-call-busy-text = Another program holds it, another call for example. Close it and try again.
app-call-unsupported = No calls from here
app-call-unsupported-text = This version of Telegram gives apps no microphone. Update it or write to me.
app-call-step-ios-1 = Open the iPhone's Settings, Apps, Telegram.
app-call-step-ios-2 = Turn on Microphone.
app-call-step-ios-3 = Come back here and try again.
app-call-step-android-1 = Open the phone's Settings, Apps, Telegram, Permissions.
app-call-step-android-2 = Set Microphone to “Allow only while using the app”.
app-call-step-android-3 = Come back, try again, and answer Telegram's question with “Allow”.
app-call-step-windows-1 = Open Windows Settings, Privacy, Microphone.
app-call-step-windows-2 = Turn access on, and let desktop apps use it.
app-call-step-windows-3 = Close Sfera, open it again, and answer the question with “Allow”.
app-call-step-macos-1 = Open System Settings, Privacy & Security, Microphone.
app-call-step-macos-2 = Turn on Telegram and restart it.
app-call-step-macos-3 = Try again.
app-call-step-linux-1 = Check in the system's sound settings that the microphone is on.
app-call-step-linux-2 = Close Sfera, open it again, and answer the question with “Allow”.
app-call-step-web-1 = Press the sign to the left of the page's address.
app-call-step-web-2 = Allow the microphone for this site.
app-call-step-web-3 = Reload the page and call again.

# Another device
app-call-displaced = The call goes on elsewhere
app-call-displaced-text = It is open on another device or in another tab.
app-call-back-here = Bring it back here

# What it came to
app-call-ended-talked = { $minutes ->
    [0] We talked for less than a minute
    [one] We talked for { $minutes } minute
   *[other] We talked for { $minutes } minutes
}
app-call-ended-none = There was no talk
app-call-why-hung_up = It was good to talk.
app-call-why-left = There was no connection, and I waited in vain.
app-call-why-limit = The time of the call is up.
app-call-why-no_agent = The call did not get through.
app-call-why-silence = It was silent, so I hung up.
app-call-why-model_unavailable = The voice does not work now, let us go on in writing.
app-call-why-agent_lost = The connection broke on my side.
app-call-why-member_gone = The call is closed.
app-call-free = This call was not counted.
app-call-calls-left = { $left ->
    [0] No calls left, new ones { $when }.
    [one] { $left } call left.
   *[other] { $left } calls left.
}
app-call-gone = Incognito: nothing of the call was kept.
app-call-longer = Would you like to talk longer?
app-call-again = Call again
app-call-to-chat = Open the conversation
app-call-go-on = Go on in writing
