# The texts of the Plan page; they are loaded with it.

app-plan = Plan
app-plan-now = Why this plan, and until which day
app-plan-at-now = { $plan }, now
app-plan-then = { $plan }, { $range }
app-plan-reason = { $reason }, { $end }
app-plan-by-itself = { $reason }, begins by itself
app-plan-forever = no end date
app-plan-until = until { $date }
# $source: where the days of the plan come from
app-plan-why = { $source ->
    [trial] Trial days
    [purchase] Paid
    [promo] From a promo code
    [topup] Bought beside the plan
    [gift] A gift
    [referral] For an invitation
    [operator] From the owner of the community
    [grace] The days are over, and for now everything works as before
   *[free] Everybody has it
}
app-plan-grace-later = The days will be over, and everything still works as before
app-plan-left = What is left
app-resets = new { $when }
app-in-period = over the whole plan
app-in-period-until = until { $date }
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
app-plans-failed = The plans did not load
app-pack-left = { $left ->
    [one] { $left } minute left
   *[other] { $left } minutes left
}
app-plan-take = Get { $name }
app-plan-renew = Renew { $name }
app-plan-or-stars = or { $price } right in Telegram
app-trial = Try it for { $days ->
    [one] { $days } day
   *[other] { $days } days
}
app-trial-text = Free of charge, and once. Nothing renews itself and nothing is taken.
app-trial-begun = The trial days have begun
app-packs = Minutes beyond the plan
app-pack-text = { $minutes ->
    [one] { $minutes } minute
   *[other] { $minutes } minutes
} for { $days ->
    [one] { $days } day
   *[other] { $days } days
}
app-sale-failed = What is on sale cannot be told just now.
app-plan-invoice = Invoice: { $name }
app-plan-invoice-text = { $state ->
    [confirming] { $price }, being confirmed by the network
    [short_waiting] { $price } more
   *[open] { $price }, to be paid
}
app-plan-gifts = Gifts
app-plan-referral = Invite
app-plan-referral-text = { $days ->
    [one] { $days } day for both of you
   *[other] { $days } days for both of you
}
app-plan-payments = Payments and receipts
app-subscription = Subscription in Stars
app-subscription-what = { $name } for { $price }
app-subscription-renews = renews on { $date }
app-subscription-until = does not renew, holds until { $date }
app-subscription-cancel = End
app-subscription-resume = Renew again
app-subscription-keep = Keep it
app-subscription-cancel-sure = End the renewal?
app-subscription-cancel-text = Nothing more is taken. The days you paid for stay, until { $date }.
app-subscription-ends = The renewal is off; the days until { $date } are yours
app-subscription-goes-on = The renewal is on again

# What a code brought
app-redeemed-days = { $days ->
    [one] { $days } day of { $plan } more
   *[other] { $days } days of { $plan } more
}
app-redeemed-days-text = The code { $code } is taken.
app-redeemed-gift = { $days ->
    [one] The gift is yours: { $plan } for { $days } day
   *[other] The gift is yours: { $plan } for { $days } days
}
app-redeemed-gift-text = The code { $code } is taken.
app-redeemed-discount = Code { $code }: { $off }
app-redeemed-discount-text = It comes off when you pay.
app-redeemed-referral = The invitation is accepted
app-redeemed-referral-text = After your first payment both of you get the days.
app-redeemed-until = Now until { $until }.
# $kind: promo, gift or ref
app-followed = { $kind ->
    [gift] A gift for you
    [ref] You are invited
   *[promo] Promo code
}
app-followed-text = { $kind ->
    [gift] The code works once, for you.
    [ref] After your first payment both of you get the days.
   *[promo] One tap, and you see what it gives.
}
app-followed-take = { $kind ->
    [gift] Accept the gift
   *[promo] Apply
}
