"""What does each experiment tell: who was shown what, and what did they do then?"""
