# The texts of the Memory page, of the export and of the erasure; they are loaded with it.

app-memory = Memory
app-memory-text = What { $assistant } knows in your words. Correct or delete what is not right.
app-memory-search = Find in memory
app-memory-search-clear = Clear the search
app-memory-sections = Sections
app-section-all = All
app-section-bio = About you
app-section-plans = Plans
app-section-health = Health
app-section-preferences = Preferences
app-section-topics = Topics
app-memory-empty = Nothing yet
app-memory-empty-text = What you tell me about yourself will be here. Every line can be corrected.
app-memory-talk = Talk
app-memory-failed = The memory did not open
app-memory-failed-text = There seems to be no network. All of it is safe, try again.
app-memory-stale = I could not look again. Showing what was saved before.
app-memory-section-empty = Nothing in this section yet.
app-memory-not-found = No such line.
app-fact-from = from where
app-fact-written = written by you
app-fact-until = until { $date }
app-fact-was = Before, until { $date }:
app-fact-said = Said on { $date }, { $time }
app-fact-show = Show in the conversation
app-fact-actions = Actions
app-fact-edit = Change
app-fact-delete = Delete
app-fact-deleted = Deleted
app-fact-restore = Bring back
app-fact-delete-failed = Not deleted, the line is still there.
app-fact-restore-failed = I could not bring it back. Try again a little later.
app-fact-editing = How it should be
app-fact-words = The line
app-fact-empty = Write a word at least. If the line is not needed, you can delete it.
app-fact-too-long = Too long: { $length } of { $limit }
app-fact-not-saved = Not saved. Your words are still here, try again.
app-fact-saved = Corrected
app-save = Save
app-saving = Saving
app-said = Said
app-said-at = { $who ->
    [member] You
   *[assistant] { $assistant }
}, { $date }, { $time }
app-said-failed = I could not search the conversation.

# Export and erasure
app-yours = Your data
app-export = Download all about me
app-export-making = Putting the file together
app-export-save = Save the file
app-export-until = Ready, the link works until { $time }
app-export-failed = The file could not be made. Try again.
app-erase = Erase everything
app-erase-note = Afterwards you get a receipt: what was erased and when.
app-erase-text = This is for good: neither I nor the owner can bring it back.
app-erase-goes = This goes
app-goes-talks = All messages and talks
app-goes-facts = All I remember about you
app-goes-settings = Name, settings, lessons and plans
app-goes-device = What is saved on this device
app-erase-stays = This stays
app-stays-chat = The chat with the bot in Telegram itself: you can delete it there
app-stays-usage = How many messages were used today, until the day ends and without a name
app-stays-ban = If access was closed, the note of that, without a name
app-erase-button = Erase everything
app-erasing = Erasing
app-erase-sure = Really erase it?
app-erase-sure-text = Messages, memory and settings go at once and for good.
app-erase-yes = Erase
app-erase-no = Keep
app-erase-failed = I could not erase it. Try again: what was begun will be finished.
app-receipt = Everything is erased
app-receipt-at = { $date }, { $time }
app-receipt-removed = What was erased
app-receipt-count = { $count ->
    [one] { $count } record
   *[other] { $count } records
}
app-receipt-clean = Checked: nothing is left
app-receipt-left = { $count ->
    [one] { $count } record is left. Write to the owner and name the number of this receipt.
   *[other] { $count } records are left. Write to the owner and name the number of this receipt.
}
app-receipt-kept = What stays
app-receipt-number = Receipt number
app-receipt-keep = With this number you can ask about the erasure. Keep it, I will not show it again.
app-receipt-copied = The number is copied. I will not show it again.
app-copy = Copy
app-copied = Copied
app-begin-anew = Begin anew
app-begin-anew-text = An empty Sfera opens, as on the first day.
app-incognito-text = New messages are not saved
