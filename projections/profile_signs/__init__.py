"""What do rules and models find in what tutors say of themselves and of their courses?"""
