# The texts of the Plan page; they are loaded with it.

app-plan = Plan
app-plan-now = Now
app-plan-forever = no end date
app-plan-until = until { $date }
# $source: where the days of the plan come from
app-plan-why = { $source ->
    [trial] Trial days
    [purchase] Paid
    [promo] From a promo code
    [gift] A gift
    [referral] For an invitation
    [operator] From the owner of the community
   *[free] Everybody has it
}
app-plan-grace = The days are over, and for now everything works as before
app-plan-then = Then { $plan }
app-plan-from-until = { $from } – { $until }
app-plan-from = from { $from }, no end date
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
app-plans-soon = Paying opens soon. Until then you keep your plan.
app-plans-failed = The plans did not load
