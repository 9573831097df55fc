# The texts of buying, the invoice, receipts, codes and invitations; they are loaded with them.

app-offer = { $name } for { $days ->
    [one] { $days } day
   *[other] { $days } days
}
app-range-from = from { $from }, no end date
app-pay-offline = No network. Try again once it is back.
app-pay-failed = That did not work. Try again.
app-pay-copied = Copied
app-pay-not-copied = It could not be copied. Select the text and copy it yourself.
app-pay-share = Send
app-pay-copy-link = Copy the link

# Buying
app-change-now = At once, until { $until }.
app-change-now-forever = At once, with no end date.
# $after: where the days come from that the new ones follow
app-change-after = { $range }, { $after ->
    [trial] after the trial days.
    [purchase] after the days you have paid for.
    [promo] after the days from the promo code.
    [gift] after the days you were given.
    [referral] after the days for the invitation.
    [operator] after the days from the owner.
   *[other] after what you already have.
}
app-change-waits = { $days ->
    [one] { $plan } waits: its { $days } day goes on afterwards.
   *[other] { $plan } waits: its { $days } days go on afterwards.
}
app-change-covered = { $range }: it begins when { $plan } is over.
app-change-beside = { $minutes ->
    [one] { $minutes } minute beyond the plan
   *[other] { $minutes } minutes beyond the plan
}, until { $until }.
app-change-gift = You get a code and a link. The days begin once they are used.
app-for-whom = For whom
app-for-me = For me
app-for-another = As a gift
app-to-pay = To pay
app-to-pay-more = Still to pay
app-for-nothing = Free of charge
app-credit = From earlier payments
app-code-named = Code { $code }
app-code-percent = −{ $percent }%
app-code-remove = Remove the code { $code }
app-code = Promo code
app-code-write = Enter a code
app-code-have = I have a promo code
app-code-apply = Apply
app-code-applying = Checking
app-ways = How to pay
app-way-crypto = Cryptocurrency
app-way-crypto-coins = { $coins } and others
app-way-stars = Telegram Stars
app-way-stars-text = { $price }, taken at once
app-way-stars_subscription = Subscription in Stars
app-way-stars_subscription-text = { $price } every { $days } days
app-coin = Coin and network
app-coin-later = I will choose on the payment page
app-coin-network = Network
# $what: plan, pack or gift
app-note-crypto = { $what ->
    [gift] The code comes once the network has confirmed the transfer.
    [pack] The minutes are added once the network has confirmed the transfer.
   *[plan] { $name } opens once the network has confirmed the transfer.
} Nothing renews itself.
app-note-stars = { $what ->
    [gift] The code comes right after the payment.
    [pack] The minutes are added right after the payment.
   *[plan] { $name } opens right after the payment.
} Nothing renews itself.
app-note-nothing = { $what ->
    [gift] Nothing to pay; the code is there at once.
    [pack] Nothing to pay; the minutes are added at once.
   *[plan] Nothing to pay; { $name } opens at once.
}
app-note-renews = It renews itself: { $price } every { $days } days. You can end that at any time here, on the Plan page, or in Telegram; the days you paid for stay.
app-pay = Pay { $price }
app-get = Get it
app-paying = Making the invoice
app-counting = Counting
app-quote-changed = The price or the term has changed. Look again and confirm.
app-stars-cancelled = Payment cancelled, nothing was taken.
app-stars-failed = Telegram did not take the payment; nothing was taken.

# The invoice
app-invoice = Invoice
app-invoice-for-gift = { $offer }, as a gift
app-invoice-unread = The invoice did not open
app-invoice-gone = There is no such invoice
app-invoice-gone-text = It may be of another account. Yours are among your payments.
app-invoice-qr = QR code with the address to pay to
app-invoice-network = { $network } network
app-invoice-open-for = Open for
app-invoice-address = Address
app-invoice-copy-address = Copy the address
app-invoice-copy-sum = Copy the sum
app-invoice-exactly = Send exactly this sum, and only on the { $network } network: a transfer on another one does not arrive.
app-invoice-exactly-plain = Send exactly this sum, and only on this network: a transfer on another one does not arrive.
app-invoice-elsewhere = You choose the coin and the network on the payment page. Come back afterwards, this page follows by itself.
app-invoice-on-its-way = On its way
app-invoice-confirming-text = The transfer is seen and the network is confirming it. It usually takes a few minutes; you may close this page.
app-invoice-page = Payment page
app-invoice-to-page = Open the payment page
app-invoice-check = I paid, check
app-invoice-checking = Checking
app-invoice-not-yet = No transfer seen yet. The network takes a few minutes.
app-invoice-cancel = Cancel the invoice
app-invoice-cancel-sure = Cancel the invoice?
app-invoice-cancel-text = If the money is already on its way, do not cancel: it will be found.
app-invoice-cancel-no = Keep it
app-invoice-cancelled = The invoice is cancelled
app-invoice-again = Order anew
app-invoice-owed = { $paid } of { $asked } came
app-invoice-owed-text = Send { $owed } more to the same address.
app-invoice-expired = The invoice closed
app-invoice-expired-text = If you have paid, I will find the money and count it. If not, you can order anew.
app-invoice-failed = The payment did not go through
app-invoice-failed-text = The payment service did not take it. If money has left you, the owner sees it and will sort it out.
app-invoice-locked = The payment is being checked
app-invoice-locked-text = The payment service has held it back. The owner knows; I will write once it is settled.
app-invoice-short = Less came than needed
app-invoice-short-text = { $paid } of { $asked }. The owner sees this payment and will sort it out.
app-invoice-short-days = { $paid } of { $asked } came
app-invoice-short-days-text = { $days ->
    [one] That was enough for { $days } day of { $name }.
   *[other] That was enough for { $days } days of { $name }.
}
app-invoice-short-kept = { $paid } of { $asked } came
app-invoice-short-kept-text = { $kept } stay yours: the next invoice is that much less.
app-invoice-short-refund = { $paid } of { $asked } came
app-invoice-short-refund-text = That was not enough, and the money goes back. Tell me to which address.
app-invoice-over = More came than needed
app-invoice-over-text = { $kept } stay yours: the next invoice is that much less.
app-invoice-late = The money came after the time
app-invoice-late-text = No harm done, all of it counts.
app-invoice-refunding = The money is on its way back
app-invoice-refunding-text = The refund is sent and arrives in a few minutes or hours.
app-invoice-refunded = The money is back
app-invoice-refunded-text = What this invoice brought is closed.
# For a screen reader
app-invoice-said = { $state ->
    [open] The invoice waits for the transfer
    [confirming] The transfer is seen, the network is confirming
    [short_waiting] A part of the sum came
    [paid] Paid: { $name }
    [expired] The invoice closed
    [failed] The payment did not go through
    [short] Less came than needed
    [locked] The payment is being checked
    [refunding] The money is on its way back
    [refunded] The money is back
   *[other] The invoice has changed
}
app-steps = How far the payment is
app-step-issued = Invoice issued
app-step-waiting = Waiting for the transfer
app-step-seen = Transfer seen
app-step-confirming = The network is confirming
app-step-part = A part of the sum came
app-step-paid = The money came
app-step-queued = { $name } begins by itself
app-step-opened = { $what ->
    [gift] The code is ready
    [pack] The minutes are added
   *[plan] { $name } is open
}
app-paid-plan = { $name } is open
app-paid-plan-later = { $name } is paid
app-paid-pack = { $minutes ->
    [one] { $minutes } minute more
   *[other] { $minutes } minutes more
}
app-paid-gift = The gift is ready
app-paid-gift-text = { $days ->
    [one] { $name } for { $days } day. Send the link; the days begin once it is opened.
   *[other] { $name } for { $days } days. Send the link; the days begin once it is opened.
}
app-paid-gift-redeemed = { $days ->
    [one] { $name } for { $days } day. The gift was accepted.
   *[other] { $name } for { $days } days. The gift was accepted.
}
app-paid-until = until { $until }

# Refunds
app-refund-to = Where to send it back
app-refund-address = Wallet address
app-refund-network = On the same network: { $network }.
app-refund-not-address = This does not look like an address. Check that all of it was copied.
app-refund-send = Send it back here
app-refund-sending = Sending
app-refund-sure = Is the address right?
app-refund-sure-text = { $address } What goes to a wrong address cannot be called back.
app-refund-yes = Yes, there
app-refund-no = I will check again
app-refund-sent = The address is taken, the money goes there

# Payments
app-payments = Payments
app-payments-failed = The payments did not open
app-payments-empty = No payments yet
app-payments-empty-text = Once there are some, their receipts are here too.
app-payments-to-plans = See the plans
app-payment-state = { $state ->
    [open] to be paid
    [confirming] being confirmed
    [short_waiting] some is missing
    [refundable] address needed
    [paid] paid
    [expired] closed
    [failed] failed
    [short] not enough
    [locked] being checked
    [refunding] going back
   *[refunded] refunded
}
app-receipt-of = Receipt
app-receipt-of-what = Receipt: { $offer }, { $date }
app-receipt-copy = Copy the receipt
app-receipt-what = What
app-receipt-date = When
app-receipt-moment = { $date }, { $time }
app-receipt-full = Price
app-receipt-code = Promo code
app-receipt-sum = Total
app-receipt-came = Came
app-receipt-back = Sent back
app-receipt-until = Holds until
app-receipt-transaction = Transfer
app-receipt-id = Number

# Gifts
app-gifts = Gifts
app-gifts-text = Codes for others. Each works once.
app-gifts-failed = The gifts did not open
app-gifts-empty = No gifts yet
app-gifts-empty-text = Choose a plan “As a gift”, and its code is here.
app-gifts-buy = Buy a gift
app-gift-code = Gift code
app-gift-copy = Copy the code
app-gift-words = A gift: { $name } for { $days ->
    [one] { $days } day
   *[other] { $days } days
}. Open the link, and it is yours.
app-gift-what = { $name } for { $days ->
    [one] { $days } day
   *[other] { $days } days
}
app-gift-waits = not opened yet
app-gift-redeemed = accepted
app-gift-bought = Bought on { $date }.
app-gift-redeemed-at = Accepted on { $date }.

# Invitations
app-referral = Invite
app-referral-failed = The invitations did not open
app-referral-off = There are no invitations here yet
app-referral-offer = { $days ->
    [one] { $days } day of { $plan } for you and for whom you invite
   *[other] { $days } days of { $plan } for you and for whom you invite
}
app-referral-how = Both of you get them after the first payment of who opens your link.
app-referral-words = This is { $assistant }, a voice companion. With this link come days as a gift.
app-referral-so-far = So far
app-referral-invited = { $count ->
    [one] invited
   *[other] invited
}
app-referral-paid = { $count ->
    [one] paid
   *[other] paid
}
app-referral-earnedDays = { $count ->
    [one] day for you
   *[other] days for you
}
