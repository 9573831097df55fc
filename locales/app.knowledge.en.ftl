# The owner's material.

app-knowledge = Material
app-knowledge-text = I answer from it, and show where each answer comes from.
app-knowledge-closed = The owner looks after the material
app-knowledge-closed-text = Only who runs this community can change something here.
app-knowledge-failed = The material could not be opened
app-knowledge-empty = No material yet
app-knowledge-empty-text = Add the first file, and I will answer from it.
app-knowledge-add = Add files
app-knowledge-kinds = Markdown, text, PDF or DOCX, up to 20 MB
app-knowledge-drop = Let go, and I will take these files
app-knowledge-documents = Documents
app-knowledge-chunks = { $count ->
    [one] { $count } passage
   *[other] { $count } passages
}
app-knowledge-row = { $chunks } · { $date }
app-knowledge-details = { $chunks } · { $size } · updated on { $date }
app-knowledge-size-kb = { $size } KB
app-knowledge-size-mb = { $size } MB

app-knowledge-visit = Being added
app-knowledge-visit-over = Done
app-knowledge-waiting = Waiting its turn
app-knowledge-sending = Sending
app-knowledge-reading = Reading
app-knowledge-splitting = Splitting into passages: { $chunks }
app-knowledge-storing = Saving: { $done } of { $all }
app-knowledge-added = Added: { $chunks }
app-knowledge-changed = Updated: { $chunks }
app-knowledge-unchanged = Already here just like this, nothing to change
app-knowledge-undone = Taken back
app-knowledge-broken = The connection dropped. The file is safe, you can send it again.
app-knowledge-fault-kind = I do not read such files. Markdown, text, PDF and DOCX will do.
app-knowledge-fault-large = The file is over 20 MB. Split it into parts.
app-knowledge-fault-empty = The file is empty.
app-knowledge-undo = Take back
app-knowledge-dismiss = Take off the list: { $file }
app-knowledge-preview = What came out
app-knowledge-progress = { $percent } % done

app-knowledge-undo-last = Bring back the version before
app-knowledge-restored = The version before is back
app-knowledge-remove = Remove the document
app-knowledge-remove-sure = Remove “{ $title }”?
app-knowledge-remove-text = I will no longer answer from it. To bring it back, add the file again.
app-knowledge-remove-no = Keep it
app-knowledge-removed = Document removed
app-knowledge-not-done = That did not work. Try again.
