"""What is said of a tutor's lessons, by whom may it be seen, and what waits for a reviewer?"""
