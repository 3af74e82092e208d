"""What leaves the application: mails, and the call that wakes the workers."""
