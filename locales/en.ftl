### Sfera's texts in English: short, warm. What happened, then what to do.

## Errors: error-<code> for every code in domain/errors.ts

error-bad_request = I could not make sense of that. Check what is written and send it again.
error-init_data_invalid = Telegram did not confirm the sign-in. Close the app and open it from the chat with the bot.
error-session_invalid = The sign-in has expired. Close the app and open it again.
error-allowance_exhausted = The limit for today is used up. Come back tomorrow, or look at the plans.
error-banned = Access is closed. If this is a mistake, write to the community's owner.
error-forbidden = This cannot be done from here. Open the app from the chat with the bot.
error-not_found = There is no such thing here. Go back and try again.
error-conflict = Something changed at the same moment. Try again.
error-idempotency_mismatch = This message was already sent with another text. Send a new one.
error-body_too_large = That is too long. Shorten it and send it again.
error-rate_limited = That is too often. Wait a minute and go on.
error-internal = Something broke on my side. Try again a little later.
error-model_failed = I could not answer. Write again.
error-model_busy = Too many questions right now. Try again in a couple of minutes.
error-storage_unavailable = I cannot reach my notes. Try again in a minute.
error-stopping = I am restarting. Try again in a few seconds.
error-model_timeout = The answer took too long. Write again.

# $id (text): the request's number, shown below an error
request-id = Number for support: { $id }

## Limits

# $left (number): messages left today
left-messages =
    { $left ->
        [0] No messages left today.
        [one] { $left } message left today.
       *[other] { $left } messages left today.
    }

# $hours (number): whole hours until the reset; $time (text): its time, for example 00:00
resets-at =
    { $hours ->
        [0] New ones come in less than an hour, at { $time }.
        [one] New ones come in { $hours } hour, at { $time }.
       *[other] New ones come in { $hours } hours, at { $time }.
    }

## Answers

answer-interrupted = The answer broke off and was not counted. Write again.
# $section (text): a section of the profile
card-profile-saved =
    { $section ->
        [bio] Noted about you
        [health] Noted about how you feel
        [plans] Noted in your plans
        [preferences] Noted what you prefer
        [topics] Noted a topic
       *[other] Noted
    }

## Bot

# $count (number): how many sources; $guides (text): their titles
bot-sources =
    { $count ->
        [one] Source: { $guides }
       *[other] Sources: { $guides }
    }

bot-open = Open
bot-plans = See the plans
# $left, $hours, $time: as in left-messages and resets-at
bot-limit =
    { left-messages } { resets-at }
    To write without waiting, see the plans.
# $name (text): what the member asked to be called
bot-start-again = Welcome back, { $name }. What shall we do?
bot-help =
    Write in plain words: I answer and remember what you tell me about yourself. The app holds the same conversation and shows what is left for today.

    /start  begin
    /paysupport  questions about payment
bot-unsupported = I only understand text for now. Write it in words.
bot-banned = Access is closed. If this is a mistake, write to the community's owner.
bot-paysupport = There is no payment here yet, so nothing is charged. If something is wrong with money, write to the community's owner.

command-start = Start talking
command-help = What I can do
command-paysupport = Questions about payment

## Tools

tool-failed = I could not find that out right now, try a little later.

## Mini App

## When a member speaks of harming themself
crisis-title = Help is there right now
crisis-text = You can simply say: I am not well.
crisis-answer = I am so sorry that it is this hard for you right now. I am here, but a living person matters more now: please call one of these numbers, or ask someone close to come. Are you safe at this moment?
