"""What a student's commands do: check, watch, trace, plot, hint, quiz, status, reset."""
