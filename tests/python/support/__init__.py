"""What several rooms of tests share. No test is here."""
