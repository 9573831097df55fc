### Sfera's texts in English: short, warm. What happened, then what to do.

## Errors: error-<code> for every code in domain/errors.ts

error-bad_request = I could not make sense of that. Check what is written and send it again.
error-init_data_invalid = Telegram did not confirm the sign-in. Close the app and open it from the chat with the bot.
error-session_invalid = The sign-in has expired. Close the app and open it again.
error-allowance_exhausted = The limit for today is used up. Come back tomorrow, or look at the plans.
error-banned = Access is closed. If this is a mistake, write to the community's owner.
error-forbidden = This cannot be done from here. Open the app from the chat with the bot.
error-outside_refused = I cannot open that page. Try another one.
error-not_found = There is no such thing here. Go back and try again.
error-conflict = Something changed at the same moment. Try again.
error-idempotency_mismatch = This message was already sent with another text. Send a new one.
error-call_live = You are in a call already. You can go on with it here.
error-epoch_stale = Another agent has this call.
error-turn_gap = Some of what was said did not arrive.
error-call_ended = This call is over.
error-payments_refused = The payment cannot be set up right now. Try a bit later.
error-payments_unavailable = The payment service does not answer right now. Try in a minute; nothing is charged twice.
error-voice_off = There are no calls here yet. Write to me and I will answer.
error-voice_unavailable = The call does not go through right now. Try in a minute or write; no call was used.
error-lesson_closed = This lesson is still closed. Pass the ones before it first.
error-promo_refused = This code does not fit.
error-quote_changed = The price or the term has changed meanwhile. Have another look before you pay.
error-not_sold = This is not sold right now.
error-refund_refused = There is nothing to send back: the money has gone back, is on its way, or never came.
error-trial_used = You have had the trial already.
error-body_too_large = That is too long. Shorten it and send it again.
error-document_unreadable = This file could not be read. Look at it and send it again.
error-rate_limited = That is too often. Wait a minute and go on.
error-gradings_exhausted = I have checked enough answers for today. We go on tomorrow.
error-internal = Something broke on my side. Try again a little later.
error-model_failed = I could not answer. Write again.
error-outside_failed = I could not find that out right now. Try a little later.
error-model_busy = Too many questions right now. Try again in a couple of minutes.
error-storage_unavailable = I cannot reach my notes. Try again in a minute.
error-stopping = I am restarting. Try again in a few seconds.
error-model_timeout = The answer took too long. Write again.

# $id (text): the request's number, shown below an error

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

# $title (text): the plan's title
card-care-plan-proposed = A plan I suggest: { $title }
card-care-plan-started = Plan started: { $title }
card-care-plan-ended = Plan ended: { $title }

## Care plans

# The button below the question how a plan goes: opens the chat
care-plan-answer = Answer

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
# $hours, $time: as in resets-at
bot-calls-used =
    The calls for today are used up. { resets-at }
    You can go on writing to me. To call without waiting, see the plans.
bot-call-minutes =
    The time of the call is over, and I remember what we talked about. We can go on here in writing.
    To talk longer, see the plans.
# $kind: calls or messages. $ends: then or never. $date: a day, such as 3 December
bot-period-limit =
    { $kind ->
        [calls] The calls of this period are used up.
       *[messages] The messages of this period are used up.
    } { $ends ->
        [then] A new one begins on { $date }.
       *[never] The plans show what else there is.
    }
# $name (text): what the member asked to be called
bot-start-again = Welcome back, { $name }. What shall we do?
bot-help =
    Write in plain words: I answer and remember what you tell me about yourself. The app holds the same conversation and shows what is left for today.

    /start  begin
    /plan  your plan and what is left
    /subscribe  plans and prices
    /promo  enter a code
    /paysupport  questions about payment
    /terms  the rules
# $plan, $free: names of plans. $trial: yes or no. $date: day and time of the end. $days: days until then
reminder-before =
    { $trial ->
        [yes] Your trial of { $plan } ends on { $date }
       *[no] Your days of { $plan } end on { $date }
    }: { $days ->
        [one] { $days } day left.
       *[other] { $days } days left.
    }
    { $trial ->
        [yes] If you like it, you can go on with it.
       *[no] You can renew early: new days queue behind, and nothing is lost.
    }
# $grace: yes or no. $until: the day and time until which everything still works
reminder-ended =
    { $trial ->
        [yes] Your trial of { $plan } is over.
       *[no] Your days of { $plan } are over.
    } { $grace ->
        [yes] Until { $until } everything works as before, and then the { $free } plan stays.
       *[no] You now have the { $free } plan, and I remember all that we talked about. You can come back at any time.
    }
reminder-day_after =
    { $grace ->
        [yes] Your days of { $plan } are over, but everything still works until { $until }. Renew by then, and there is no break.
       *[no] { $plan } ended on { $date }. If you miss it, it waits for you among the plans.
    }
# $kind: messages, calls or call_minutes. $left: how many are left. $hours, $time: as in resets-at
allowance-day =
    { $kind ->
        [messages] { left-messages }
        [calls] { $left ->
            [0] No calls left today.
            [one] { $left } call left today.
           *[other] { $left } calls left today.
        }
       *[call_minutes] { $left ->
            [0] Less than a minute of talk left today.
            [one] { $left } minute of talk left today.
           *[other] { $left } minutes of talk left today.
        }
    } { resets-at }
# $ends: then or never. $date: a day, such as 3 December
allowance-period =
    { $kind ->
        [messages] { $left ->
            [one] { $left } message
           *[other] { $left } messages
        }
        [calls] { $left ->
            [one] { $left } call
           *[other] { $left } calls
        }
       *[call_minutes] { $left ->
            [0] Less than a minute of talk
            [one] { $left } minute of talk
           *[other] { $left } minutes of talk
        }
    } left in this period. { $ends ->
        [then] A new period begins on { $date }.
       *[never] See the plans for what else there is.
    }
# $reason: free, granted or grace. $ends: then or never. $until: a day and a time
bot-plan-now =
    { $reason ->
        [free] Your plan: { $plan }. Everybody has it, and it does not end.
        [grace] The days of { $plan } are over, and until { $until } everything works as before.
       *[granted] Your plan: { $plan }, { $ends ->
            [never] without an end date
           *[then] until { $until }
        }.
    }
bot-plan-why =
    { $source ->
        [trial] These are trial days.
        [purchase] It is paid.
        [promo] It is from a promo code.
        [gift] It is a gift.
        [referral] It is for an invitation.
       *[operator] It is from the owner of the community.
    }
bot-plan-next =
    Then { $plan }: from { $from } { $ends ->
        [never] without an end date
       *[then] until { $until }
    }.
# $kind: messages, calls or call_minutes. $limited: yes or no
bot-plan-left =
    { $kind ->
        [messages] Messages
        [calls] Calls
       *[call_minutes] Minutes of talk
    }: { $limited ->
        [no] no limit
       *[yes] { $left } of { $limit } left
    }
# $minutes: whole minutes that are left. $ends: then or never
bot-plan-pack =
    { $pack }: { $minutes ->
        [0] less than a minute left
        [one] { $minutes } minute left
       *[other] { $minutes } minutes left
    }{ $ends ->
        [never] { "" }
       *[then] , until { $until }
    }
# $plan: the plan's name; $days: days
bot-trial-offer =
    Try { $plan }: { $days ->
        [one] { $days } day
       *[other] { $days } days
    } for free
# $starts: now or later; $until: a day and a time
bot-trial-started =
    { $starts ->
        [now] Your trial has begun: { $plan } until { $until }.
       *[later] Your trial of { $plan } begins when your present plan is over, and lasts until { $until }.
    } After that all is as before, and nothing is to be paid.
bot-unsupported = I only understand text for now. Write it in words.
bot-banned = Access is closed. If this is a mistake, write to the community's owner.
bot-paysupport-none = There were no payments from you here yet, and nothing was charged. If something is wrong with money, write to the community's owner and tell what happened and when.
# $payments (text): lines of bot-payment-line
bot-paysupport =
    If something is wrong with a payment, write to the community's owner: what happened, and the number of the invoice. Telegram's support cannot help with these payments.

    The last payments:
    { $payments }
# $date: a day such as 3 December. $name (text): what was bought. $price (text): how much. $number (text): of the invoice
bot-payment-line = { $date }, { $name }, { $price }. Invoice { $number }
# $name, $description (texts): of the plan. $price (text): one or several
bot-offer =
    { $name }: { $price } for { $days ->
        [one] { $days } day
       *[other] { $days } days
    }.
    { $description }
bot-offers-none = Nothing is sold now: all there is is yours already.
# $state: active or cancelled. $price (text): in Stars. $date: a day
bot-subscription =
    { $state ->
        [cancelled] The subscription { $name } is cancelled and lasts until { $date }.
       *[active] The subscription { $name } renews on { $date } for { $price }. It can be cancelled in the app.
    }
bot-terms =
    The rules in short.

    What is sold: days of a plan and minutes of calls. What it costs and how long it lasts is shown before you pay. Access begins when the money is there.

    A subscription in Stars renews every thirty days. It can be cancelled at any time, and the days that are paid stay.

    Crypto: if too little comes, too much, or late, I tell you what can be done. No money is lost.

    Refunds and questions: /paysupport. After a refund the days of that payment are over.

    My answers are no investment advice: decisions and risk stay with you. What I remember about you can be seen, corrected and deleted in the app.

bot-promo-how = Write the code after the command, for example: /promo SPRING20
# $kind: days or gift. $days (number), $plan (text). $ends: then or never. $until: a day
bot-code-days =
    { $kind ->
        [gift] The gift is yours
       *[days] The code is accepted
    }: { $days ->
        [one] { $days } day
       *[other] { $days } days
    } of { $plan }{ $ends ->
        [never] .
       *[then] , until { $until }.
    }
# $code, $off (text): the code and what it takes off the price
bot-code-discount = The code { $code } takes { $off } off the price. Choose a plan, the code will be there.
# $days (number), $plan (text)
bot-code-referral =
    You were invited. After your first payment you both get { $days ->
        [one] { $days } day
       *[other] { $days } days
    } of { $plan }.
bot-referral-invited =
    For the invitation you got { $days ->
        [one] { $days } day
       *[other] { $days } days
    } of { $plan }. Good to have you here.
bot-referral-inviter =
    Someone new came by your invitation. You got { $days ->
        [one] { $days } day
       *[other] { $days } days
    } of { $plan }.
# What follows only an operator sees
bot-codes-how =
    Make a code: /codes SPRING 20%
    Or so: /codes SPRING 5 USD, /codes SPRING 7 days, /codes SPRING pro 30 days
    Then, if you like: x100 (how many uses), once, first, from 2026-12-01, until 2026-12-31, for plan:pro, #campaign
    Many at once, as a file: /codes 1000 pro 30 days #campaign
    Take it back: /codes off SPRING
# $code, $link (text)
bot-codes-made =
    The code { $code } is ready.
    { $link }
bot-codes-off = The code { $code } is off. Invoices that have it already keep it.
# $campaign (text); $codes, $issued, $reserved, $used (numbers); $limited: yes or no; $revenue (text)
bot-codes-campaign =
    { $campaign }
    Codes { $codes }, uses { $used }{ $limited ->
        [yes] {" "}of { $issued }
       *[no] {""}
    }, waiting for payment { $reserved }, revenue { $revenue }
bot-codes-no-campaign = Without a campaign
command-start = Start talking
command-plan = My plan
command-subscribe = Plans and prices
command-promo = Enter a code
command-help = What I can do
command-paysupport = Questions about payment
command-terms = The rules

## Codes: why a code is not taken, promo-<reason> of domain/promo.ts

promo-unknown = No such code. Check the letters.
# $dated: yes or no. $date (text): the last day, for example 30 November
promo-over =
    { $dated ->
        [yes] This code ended on { $date }.
       *[no] This code is no longer valid.
    }
# $date (text): the first day
promo-early = This code starts on { $date }.
promo-used_up = This code is used up.
# $held: yes where an unpaid invoice holds the code
promo-yours =
    { $held ->
        [yes] Another invoice of yours holds this code. Pay it or cancel it.
       *[no] You have used this code.
    }
# $kind: plans or offers. $count (number) and $offers (text): what the code is for
promo-offer =
    { $kind ->
        [plans] { $count ->
            [one] This code is for { $offers }.
           *[other] This code is for the plans { $offers }.
        }
       *[offers] This code is for something else: { $offers }.
    }
promo-first = First purchase only.
promo-at_checkout = This code lowers the price. Enter it when you have chosen a plan.
promo-not_at_checkout = This code gives days, so there is nothing to pay. Enter it on the plan screen.
# $currency (text): for example USD
promo-currency = This code is for prices in { $currency }.
promo-subscription = Codes do not work with a subscription: its price is the same each month.
# $minutes (number)
promo-tries =
    Too many tries. Come back in { $minutes ->
        [one] { $minutes } minute.
       *[other] { $minutes } minutes.
    }
promo-own = This code is your own. Send it to the one it is for.
promo-new = An invitation is for those who are new here, and we know each other already.

## Material

# $field (text): title, language, keywords, questions, summary or yaml; $line (number): of the file;
# $received (text): what is written there
document-unreadable-front_matter =
    Front matter, { $field ->
        [title] field "title": expected a title of up to 200 characters
        [language] field "language": expected ru or en
        [keywords] field "keywords": expected a list of words, at most 50 of up to 100 characters
        [questions] field "questions": expected a list of questions, at most 60 of up to 150 characters
        [summary] field "summary": expected a text of up to 1000 characters
       *[yaml] line { $line }: expected YAML that can be read
    }, came "{ $received }". Correct it or take the front matter out.
document-unreadable-empty = The file is empty. See that it was saved, and send it again.
document-unreadable-binary = The file holds no text, or its encoding cannot be told. Save it as .md or .txt in UTF-8.
# $megabytes (number): how many megabytes there may be
document-unreadable-too_large = The file is too large: up to { $megabytes } MB can be read. Split it into parts.
document-unreadable-no_text = The file has no text, only pictures: it looks like a scan. Run text recognition and send the result.
document-unreadable-unsupported = Files of this kind cannot be read. Send Markdown, plain text, PDF or DOCX.
document-unreadable-broken = The file is damaged or locked with a password. Save it anew without one and send it again.

# $file (text): the file's name; $title (text): the document's title
upload-reading = Reading "{ $file }".
# $chunks (number): into how many pieces the document is cut
upload-added =
    Done: "{ $title }", { $chunks ->
        [one] { $chunks } passage.
       *[other] { $chunks } passages.
    }
upload-changed =
    Updated: "{ $title }", now { $chunks ->
        [one] { $chunks } passage.
       *[other] { $chunks } passages.
    }
upload-unchanged =
    This file is here already: "{ $title }", { $chunks ->
        [one] { $chunks } passage.
       *[other] { $chunks } passages.
    }
# $headings (text): the first headings
upload-headings = Sections: { $headings }
# $text (text): the first lines of the document
upload-beginning = Beginning: { $text }
upload-twin = { $file } has the same title. Give them different ones, so that sources are told apart.
# $reason (text): what is wrong and what to do
upload-refused = I could not read "{ $file }". { $reason }
upload-failed = "{ $file }" could not be read right now. Send it again a little later.
upload-undo = Undo
upload-remove = Remove
upload-undone = The earlier version is back: "{ $title }".
upload-removed = Removed: "{ $title }". Answers do not use it any more.
upload-stale = That version is no longer there, so nothing has changed.

## Export and erasure

export-about = Everything Sfera knows about you: profile, settings, facts with the sentences they come from, earlier and deleted facts, conversations word for word with cards and sources, their summaries, your plan, lessons and counters of limits. Dates are in UTC.
erased-member = Profile
erased-settings = Settings
erased-facts = Facts about you
erased-summaries = Summaries of conversations
erased-carePlan = Care plan
erased-lessons = Progress in courses
erased-grants = Days of plans and where they came from
erased-invoices = What linked payments to you
erased-credits = What was left of earlier payments
erased-promos = What linked promo codes to you
erased-gifts = What linked gifts to you
erased-subscription = The subscription in Stars
erased-invitation = The code of your invitation
erased-invited = Your invitations
erased-invitedBy = The invitation by which you came
erased-usage = Counters of limits
erased-calls = Calls
erased-turns = Messages and answers
erased-answers = Answers as they were being written
erased-notices = Messages that did not reach you
erased-messages = Messages that had not left for the chat yet
erased-work = Marks for the service's own use
erased-other = Everything else
kept-chat = The chat with the bot in Telegram itself stays with you and can be deleted there.
kept-ban = A mark that access is closed. It holds no name and no number.
kept-payments = Records of payments stay, with nothing that links them to you: how much, when and for what.
kept-trial = A mark that there are no trial days any more. No name and no number are in it.
kept-usage = How many messages were used today, until the day ends. It holds no name and no number.

## Tools


# $symbol, $price, $currency (text): the coin, its price and what it is in; $change (text): signed percent over a day
card-price-title = { $symbol }: { $price } { $currency }
card-price-text = { $change }% over a day
# $city, $degrees, $feelsLike (text): the city and signed degrees; $sky (text): as in weather-sky
card-weather-title = { $city }: { $degrees } °C
card-weather-text = { $sky }, feels like { $feelsLike } °C
# $sky (text): what the sky does, by services/ports.ts
weather-sky =
    { $sky ->
        [clear] Clear
        [mostly_clear] Mostly clear
        [partly_cloudy] Partly cloudy
        [overcast] Overcast
        [fog] Fog
        [drizzle] Drizzle
        [freezing_rain] Freezing rain
        [light_rain] Light rain
        [rain] Rain
        [heavy_rain] Heavy rain
        [light_snow] Light snow
        [snow] Snow
        [heavy_snow] Heavy snow
        [thunderstorm] Thunderstorm
        [hail] Thunderstorm with hail
       *[other] Weather
    }

## Knowledge

# $title (text): the guide's title
knowledge-spoken = from the guide “{ $title }”
# $file (text): the name of the other file
knowledge-warning-title = There is a document of the same title already: { $file }. Both were kept.
knowledge-warning-headings = The file has no headings, so the right place in it is harder to find.

## Mini App

## When a member speaks of harming themself
crisis-title = Help is there right now
crisis-text = You can simply say: I am not well.
crisis-answer = I am so sorry that it is this hard for you right now. I am here, but a living person matters more now: please call one of these numbers, or ask someone close to come. Are you safe at this moment?

## A call: what is said aloud
# $minutes (number): how many minutes are left
call-minutes-left = { $minutes ->
    [1] We have one minute left.
    [2] We have two minutes left.
    [3] We have three minutes left.
    [4] We have four minutes left.
    [5] We have five minutes left.
   *[other] Minutes left: { $minutes }.
 }
call-half-minute-left = Half a minute left, let us wrap up.
call-goodbye = That is all the time we have for this call. Thank you for the talk, you can write to me in the chat. See you.
call-one-moment = One moment, I am looking.
call-still-there = Are you still there?
call-silence-goodbye = I cannot hear you, so I will hang up for now. Call me any time. See you.
call-lost-the-thread = The connection broke and I lost the thread. Remind me, please, what we were talking about.
call-model-lost = I lost the connection, coming back.
call-model-back = I am here again, go on.
call-text-only = I cannot speak right now. Write to me in the chat and I will answer there.
call-asking-again = Sorry, I was lost in thought. Answering.

## Payments: the bot's messages

payment-open = Open the payment
# $plan (text): what is bought; $paid, $owed, $credit (text): sums with their currency
payment-seen = I see your payment for { $plan }. I am waiting for the network to confirm it, usually a few minutes.
payment-owed = { $paid } came for { $plan }, { $owed } is missing. Pay the rest to the same address, and it will be on.
payment-expired = The time of the invoice for { $plan } is over and I saw no money. If a payment is on its way, it still counts. You can make a new invoice in the app.
payment-failed = The payment for { $plan } did not go through. If the money was taken, write to support: /paysupport.
payment-locked = The payment for { $plan } is being held for a check. The community's owner knows, and I will write as soon as it is clear.
payment-paid = Your payment is here, thank you.
payment-nothing = Done, there is nothing to pay.
payment-overpaid = More came than was needed. { $credit } stays yours and will count by itself next time.
payment-paid_twice = { $plan } was paid a second time. { $credit } stays yours and will count by itself next time.
# $days, $of (numbers): days that it came to, and days that were to be bought
payment-prorated = Less came than { $plan } costs, so it is { $days } days instead of { $of }.
payment-short_kept = Less came for { $plan } than was needed. { $credit } stays yours and counts by itself: to get { $plan }, pay { $owed } with a new invoice.
payment-short_refund = Less came for { $plan } than was needed, so the money goes back. Open the payment and tell the address to send it to.
payment-refunded = The money for { $plan } has gone back to you. The days of this purchase count no more.

# $number (text): the number of the invoice
receipt-number = Receipt { $number }
# $days (number): days
receipt-what =
    { $plan }, { $days ->
        [one] { $days } day
       *[other] { $days } days
    }
receipt-price = Paid: { $price }
receipt-credit = Counted from earlier payments: { $credit }
receipt-gift = It is a gift: its code and link are with the payment.
# $date (text): day and time
receipt-until = Good until { $date }
stars-description =
    { $plan } for { $days ->
        [one] { $days } day
       *[other] { $days } days
    }

pre-checkout-unknown = This invoice was not found. Open the app and begin the purchase anew.
pre-checkout-price = The price has changed. Open the app and look at the new one.
pre-checkout-over = The time of this invoice is over. Open the app and make a new one.
pre-checkout-paid = This is paid already.
pre-checkout-subscribed = You have a subscription already. Cancel it in the app to begin another one.
pre-checkout-busy = This cannot be checked right now. Try again in a minute, no Stars were taken.

## Payments: what the operator sees
# $what (text): what it is

flag-mismatch = A signed payment came in which this does not fit: { $what }. Nothing was granted.
flag-double-payment = The same thing was paid twice. The excess is credited to the member.
flag-second-transaction = Two different transactions were told of as the payment: { $what }.
flag-short-unknown = Too little came, and it was not told how much was to come.
flag-overpaid-unknown = Too much came, and it was not told how much was to come.
flag-refund-due = Too little came: the money is to go back. I have asked the member for an address.
flag-refund-failed = A refund did not go through.
flag-promo-gone = Money came late: the promo code was used up by then, and it is short of the full price.
flag-credit-gone = Money came late: the member's credit was used for something else by then, and it is short.
flag-member-gone = Money came for an invoice of someone who erased their data. Nothing was granted.
flag-unknown-order = A signed payment came for an order that is not known here.
flag-system-fail = The processor has an error of its own with this payment.
flag-locked = The processor holds the money back.
flag-locked-after-paid = The processor holds money back that had been counted. Access was granted.
# $state: how the invoice stands
invoice-state =
    { $state ->
        [open] waits for money
        [confirming] being confirmed
        [short_waiting] waits for the rest
        [paid] paid
        [expired] closed
        [failed] failed
        [short] too little came
        [locked] held back
        [refunding] on its way back
        [refunded] paid back
       *[other] { $state }
    }
# $id, $plan, $price, $state (text): the invoice, what is bought, its price and state
flag-invoice =
    Invoice { $id }
    { $plan }, { $price }
    State: { invoice-state }
flag-order = Order { $id }
flag-action-look = Look at it
flag-action-refund = Refund
flag-action-grant = Grant anyway
flag-action-done = Done

# Given by the operator instead of a payment. $plan (text): what
payment-granted = The payment is sorted out: { $plan } is on.

# Answers to the operator
operator-usage =
    /invoice ID  all of an invoice
    /grant TELEGRAM_ID PLAN DAYS  give days
    /refund ID [ADDRESS]  send the money back
operator-no-invoice = There is no invoice { $id } here.
operator-invoice =
    Invoice { $id }
    Member: { $member }
    { $plan }, { $price }, state: { invoice-state }
    Made: { $created }, paid: { $paidAt }
    Came: { $paid }, transaction: { $transaction }
    Days given: { $days }, left with the member: { $credit }, used: { $used }
    Promo code: { $code }
# $reason: already, under_way, nothing_came, address, payments_refused, payments_unavailable or not_found
operator-refund-refused =
    { $reason ->
        [already] The money of invoice { $id } has gone back already.
        [under_way] The refund of invoice { $id } is under way already.
        [nothing_came] There is nothing to send back for invoice { $id }.
        [address] An address to send it to is needed: /refund { $id } ADDRESS. The member can tell it in the app, too.
        [payments_refused] The processor refused: { $detail }
        [not_found] There is no invoice { $id } here.
       *[payments_unavailable] The processor did not answer. It may have taken the refund: look at invoice { $id } in a few minutes.
    }
operator-refund-sent = The refund of invoice { $id } is sent.
operator-granted = Granted for invoice { $id }.
operator-not-granted = Nothing to grant for invoice { $id }: the access is there, it is a gift, or the member is gone.
operator-done = Noted.
operator-no-flag = This record is no more.
operator-no-plan = There is no plan { $plan }. There are: { $plans }.
operator-no-days = Expected a whole number of days from 1 to 3660, came "{ $days }".
operator-no-member = Member { $id } is not here: let them write to the bot first.
operator-given =
    { $plan } for { $days ->
        [one] { $days } day
       *[other] { $days } days
    } for { $id }.
